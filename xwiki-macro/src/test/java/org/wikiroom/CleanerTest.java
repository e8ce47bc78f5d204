package org.wikiroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cleaner of this XWiki leaves of a page's own HTML: the loader is built on it. */
class CleanerTest
{
    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void keepsAPlaceAndItsLink(boolean restricted) throws Exception
    {
        String place = "<div class=\"wiki-room\" data-height=\"30em\" data-page=\"xwiki:Alpha.WebHome\""
            + " data-read-only=\"true\" data-room=\"#alpha:example.org\">"
            + "<a href=\"https://matrix.to/#/%23alpha%3Aexample.org\">#alpha:example.org</a></div>";
        assertEquals(place, clean(place, restricted));
        assertEquals("<p><a href=\"matrix:r/alpha:example.org\">x</a></p>",
            clean("<a href=\"matrix:r/alpha:example.org\">x</a>", restricted));
    }

    /** Settings come from the head alone, since none of these can stand in a page without script right. */
    @ParameterizedTest
    @ValueSource(strings = {
        "<script type=\"application/json\" id=\"wiki-room-settings\">{}</script>",
        "<meta name=\"wiki-room:homeserver\" content=\"https://evil.example.com\">",
        "<wiki-room homeserver=\"https://evil.example.com\"></wiki-room>",
        "<iframe src=\"https://evil.example.com\"></iframe>"
    })
    void removesWhatASettingCouldHideIn(String html) throws Exception
    {
        assertFalse(clean(html, true).contains("wiki-room"), clean(html, true));
        assertFalse(clean(html, true).contains("evil"), clean(html, true));
    }

    private static String clean(String html, boolean restricted) throws Exception
    {
        Renderer renderer = new Renderer();
        renderer.restricted = restricted;
        return renderer.render("{{html clean=\"true\"}}" + html + "{{/html}}");
    }
}
