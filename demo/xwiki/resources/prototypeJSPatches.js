// Before Prototype.js, as on the wiki: keeps what Prototype replaces, and puts it back a moment later.
(function () {
  var from = Array.from;
  setTimeout(function () {
    Array.from = from;
  }, 0);
})();
