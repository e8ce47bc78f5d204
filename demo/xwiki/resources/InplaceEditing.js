// Editing in place, step by step as it was seen on a running wiki. Driven from outside: `xwikiTwin.edit()`, then
// `cancel()` or `save()`.
require(['jquery', 'xwiki-events-bridge'], function ($) {
  var content = document.getElementById('xwikicontent');
  var before = '';

  function say(name) {
    $(document).trigger(name, { elements: [content] });
  }

  function later() {
    return new Promise(function (resolve) {
      setTimeout(resolve, 20);
    });
  }

  async function fromServer(query) {
    var answer = await fetch(window.docgeturl + query);
    return answer.text();
  }

  /** Each macro as a widget that cannot be edited: its nodes are made anew. */
  function makeWidgets() {
    content.querySelectorAll('div[data-room]').forEach(function (place) {
      var wrapper = document.createElement('div');
      wrapper.className = 'cke_widget_wrapper cke_widget_wrapper_macro';
      wrapper.setAttribute('contenteditable', 'false');
      var macro = document.createElement('div');
      macro.className = 'macro';
      macro.dataset.macro = 'startmacro:wikiRoom|-|room="' + place.dataset.room + '"';
      place.parentNode.replaceChild(wrapper, place);
      macro.append(place.cloneNode(true));
      wrapper.append(macro);
    });
  }

  /** What is saved: the calls of macros and nothing of what they show; anything else just as it stands there. */
  function source() {
    return [...content.children]
      .map(function (block) {
        var macro = block.querySelector('.macro[data-macro]');
        if (macro !== null && block.classList.contains('cke_widget_wrapper_macro')) {
          return macro.dataset.macro.replace('startmacro:wikiRoom|-|', '{{wikiRoom ') + '/}}';
        }
        if (block.localName === 'h1') return '= ' + block.textContent + ' =';
        return block.localName === 'p' ? block.textContent : '{{html}}' + block.outerHTML + '{{/html}}';
      })
      .join('\n\n');
  }

  // The tabs under the page may tell of what was edited: all are emptied, and the one that is open is fetched again.
  $(document).on('xwiki:actions:view', function () {
    $('#docextrapanes').children().addClass('empty').empty();
    var tab = $('#docExtrasTabsUl > .active');
    if (tab.length) XWiki.displayDocExtra(tab.attr('id').replace(/tab$/, ''), tab.data('template'), false);
  });

  window.xwikiTwin = {
    edit: async function () {
      before = content.innerHTML;
      content.classList.add('loading');
      say('xwiki:actions:edit');
      content.innerHTML = await fromServer('?xpage=get&outputSyntax=annotatedhtml');
      say('xwiki:dom:updated');
      say('xwiki:dom:updated');
      await later();
      content.classList.remove('loading');
      content.setAttribute('contenteditable', 'true');
      content.classList.add('cke_editable', 'cke_editable_inline');
      makeWidgets();
      await later();
      makeWidgets();
    },
    cancel: async function () {
      say('xwiki:actions:cancel');
      say('xwiki:actions:view');
      content.removeAttribute('contenteditable');
      content.classList.remove('cke_editable', 'cke_editable_inline');
      content.innerHTML = before;
      say('xwiki:dom:updated');
      await later();
    },
    save: async function () {
      say('xwiki:actions:beforeSave');
      await fetch(document.documentElement.dataset.xwikiRestUrl, {
        method: 'PUT',
        headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
        body: JSON.stringify({ content: source() }),
      });
      say('xwiki:actions:save');
      say('xwiki:document:saved');
      content.removeAttribute('contenteditable');
      say('xwiki:actions:view');
      say('xwiki:dom:updated');
      content.innerHTML = await fromServer('?xpage=get');
      await later();
      content.classList.remove('cke_editable', 'cke_editable_inline');
    },
  };
});
