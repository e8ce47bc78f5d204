// Events of Prototype and of jQuery, each told to the other.
define('xwiki-events-bridge', ['jquery'], function ($) {
  var fire = document.fire;
  document.fire = function (name, memo) {
    var result = fire.apply(this, arguments);
    $(document).trigger(name, memo);
    return result;
  };
});
