// What the page's own scripts call: the tabs under a page, loaded when they are opened.
window.XWiki = window.XWiki || {};
window.shortcut = { add: function () {}, type: {} };

XWiki.displayDocExtra = function (id, template, scroll) {
  var pane = $(id + 'pane');
  $$('#docextrapanes > div').each(function (other) {
    other.addClassName('hidden');
  });
  $$('#docExtrasTabsUl > li').each(function (tab) {
    tab.removeClassName('active');
  });
  $(id + 'tab').addClassName('active');
  pane.removeClassName('hidden');
  if (scroll) $(id + 'anchor').scrollIntoView();
  if (!pane.hasClassName('empty')) return;
  new Ajax.Request(window.docgeturl + '?xpage=xpart&vm=' + template, {
    method: 'get',
    onSuccess: function (answer) {
      pane.removeClassName('empty');
      pane.innerHTML = answer.responseText;
      // The answer brings the scripts of every page with it, and they run once more.
      pane.select('script[src]').each(function (script) {
        var again = document.createElement('script');
        again.src = script.src;
        document.head.appendChild(again);
      });
      document.fire('xwiki:docextra:loaded', { id: id, element: pane });
    },
  });
};
