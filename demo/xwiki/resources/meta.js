define('xwiki-meta', [], function () {
  var data = document.documentElement.dataset;
  return { reference: data.xwikiReference, version: data.xwikiVersion, restURL: data.xwikiRestUrl };
});
