package org.wikiroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.xwiki.rendering.syntax.Syntax;

class MacroTest
{
    private static final String SPACE_CLASS = "WikiRoom.Code.SpaceClass";

    private Renderer renderer;

    @BeforeEach
    void start() throws Exception
    {
        this.renderer = new Renderer();
    }

    @Test
    void writesThePlaceOfARoomWithALinkInside() throws Exception
    {
        assertEquals(
            "<div class=\"wiki-room\" data-height=\"30em\" data-page=\"xwiki:Alpha.Specs.WebHome\" data-read-only=\"false\""
                + " data-room=\"#alpha:example.org\">"
                + "<a href=\"https://matrix.to/#/%23alpha%3Aexample.org\">#alpha:example.org</a></div>",
            this.renderer.render("{{wikiRoom room=\"#alpha:example.org\" height=\"30em\"/}}"));
    }

    @Test
    void takesItsParametersHoweverTheyAreWritten() throws Exception
    {
        for (String yes : List.of("true", "True", "TRUE", " true ")) {
            String html = this.renderer.render("{{wikiRoom room=\" #alpha:example.org \" height=\" 30em \" readOnly=\""
                + yes + "\"/}}");
            Element place = Html.elements(Html.parse(html), "div").get(0);
            assertEquals(List.of("#alpha:example.org", "30em", "true"), List.of(place.getAttribute("data-room"),
                place.getAttribute("data-height"), place.getAttribute("data-read-only")), html);
        }
    }

    @Test
    void namesEveryParameterOptional()
    {
        assertEquals(List.of("room", "height", "readOnly"),
            Pages.properties("Macro", "XWiki.WikiMacroParameterClass", "name"));
        assertEquals(List.of("0", "0", "0"), Pages.properties("Macro", "XWiki.WikiMacroParameterClass", "mandatory"));
        assertEquals(List.of("java.lang.String", "java.lang.String", "java.lang.String"),
            Pages.properties("Macro", "XWiki.WikiMacroParameterClass", "type"));
        assertEquals(List.of("0"), Pages.properties("Macro", "XWiki.WikiMacroClass", "supportsInlineMode"));
    }

    @Test
    void takesTheRoomOfTheNearestSpaceThenOfTheWiki() throws Exception
    {
        assertTrue(room().contains("wiki-room-missing"));
        this.renderer.wiki.put("WikiRoom.Code.Settings", "WikiRoom.Code.SettingsClass",
            Map.of("defaultRoom", "#all:example.org"));
        assertTrue(room().contains("data-room=\"#all:example.org\""));
        this.renderer.wiki.put("Alpha.WebPreferences", SPACE_CLASS, Map.of("room", "#alpha:example.org"));
        assertTrue(room().contains("data-room=\"#alpha:example.org\""));
        this.renderer.wiki.put("Alpha.Specs.WebPreferences", SPACE_CLASS, Map.of("room", " ", "inherit", 1));
        assertTrue(room().contains("data-room=\"#alpha:example.org\""));
        this.renderer.wiki.put("Alpha.Specs.WebPreferences", SPACE_CLASS, Map.of("room", "#specs:example.org"));
        assertTrue(room().contains("data-room=\"#specs:example.org\""));
        this.renderer.wiki.put("Alpha.Specs.WebPreferences", SPACE_CLASS, Map.of("inherit", 0));
        assertTrue(room().contains("wiki-room-missing"));
    }

    @Test
    void tellsNoRoomOfASpaceThatTheReaderMayNotView() throws Exception
    {
        this.renderer.wiki.put("Alpha.WebPreferences", SPACE_CLASS, Map.of("room", "#alpha:example.org"));
        this.renderer.wiki.close("Alpha.WebPreferences");
        assertFalse(room().contains("#alpha"));
    }

    @Test
    void offersToChooseARoomToWhoMay() throws Exception
    {
        assertFalse(room().contains("<a "));
        this.renderer.wiki.administer("Alpha.Specs");
        assertTrue(room().contains(
            "<a href=\"/xwiki/bin/admin/Alpha/Specs/WebPreferences?editor=spaceadmin&amp;section=WikiRoomSpace\">"
                + "Choose a room for this space</a>"));
    }

    /** As a parameter, and as the room of the space, where no parser has had a look at it before. */
    @ParameterizedTest
    @ValueSource(strings = {
        "x\" onmouseover=\"alert(1)",
        "}}{{/html}}{{groovy}}println 1{{/groovy}}",
        "{{/html}}{{/velocity}}{{velocity}}owned{{/velocity}}",
        "{{html}}{{/html {{/html}}}}",
        "<script>alert(1)</script>",
        "</div><div class=\"wiki-room\" data-room=\"#evil:example.org\">",
        "javascript:alert(1)",
        "matrix:\" onclick=\"alert(1)",
        "https://matrix.to/#/\" onclick=\"alert(1)",
        "$xwiki.getDocument('Secret')#set ($x = 1)",
        "#alpha:example.org' onclick='alert(1)",
        "**bold** [[link>>Main.WebHome]] (% class=\"x\" %)"
    })
    void staysInertWithHostileValues(String value) throws Exception
    {
        String call = "{{wikiRoom room=\"" + value.replace("~", "~~").replace("\"", "~\"") + "\" height=\""
            + value.replace("\"", "~\"") + "\" readOnly=\"" + value.replace("\"", "~\"") + "\"/}}";
        assertInert(value, this.renderer.render("before\n\n" + call + "\n\nafter"), true);
        this.renderer.restricted = true;
        assertInert(value, this.renderer.render("before\n\n" + call + "\n\nafter"), true);
        this.renderer.restricted = false;
        this.renderer.wiki.put("Alpha.WebPreferences", SPACE_CLASS, Map.of("room", value));
        assertInert(value, this.renderer.render("before\n\n{{wikiRoom/}}\n\nafter"), false);
    }

    private static void assertInert(String value, String html, boolean everyParameter) throws Exception
    {
        Element body = Html.parse(html);
        List<Element> places = Html.elements(body, "div");
        assertEquals(1, places.size(), html);
        Element place = places.get(0);
        assertEquals("wiki-room", place.getAttribute("class"), html);
        assertEquals(value, place.getAttribute("data-room"), html);
        if (everyParameter) {
            assertEquals(value, place.getAttribute("data-height"), html);
            assertEquals(value.toLowerCase(), place.getAttribute("data-read-only"), html);
        }
        assertEquals(List.of("class", "data-height", "data-page", "data-read-only", "data-room"), Html.names(place), html);
        List<Element> links = Html.elements(body, "a");
        assertEquals(1, links.size(), html);
        assertEquals(List.of("href"), Html.names(links.get(0)), html);
        String address = links.get(0).getAttribute("href");
        assertTrue(address.startsWith("https://matrix.to/#/") || address.startsWith("matrix:"), html);
        boolean isAddress = value.startsWith("matrix:") || value.startsWith("https://matrix.to/");
        assertEquals(isAddress ? "Chat room" : value, links.get(0).getTextContent(), html);
        assertEquals(4, Html.elements(body, "*").size(), html);
    }

    @Test
    void isACardInAnEditor() throws Exception
    {
        this.renderer.target = new Syntax(Syntax.ANNOTATED_HTML_5_0.getType(), "5.0");
        String html = this.renderer.render("{{wikiRoom room=\"#alpha:example.org\"/}}");
        assertTrue(html.contains("class=\"wiki-room-card\""), html);
        assertFalse(html.contains("\"wiki-room\""), html);
        // What is saved is the call alone.
        assertTrue(html.startsWith("<!--startmacro:wikiRoom|-|room=\"#alpha:example.org\"-->"), html);
    }

    @Test
    void isALinkInAPdf() throws Exception
    {
        this.renderer.action = "export";
        String html = this.renderer.render("{{wikiRoom room=\"#alpha:example.org\"/}}");
        assertTrue(html.contains("<div class=\"wiki-room-link\""), html);
        assertTrue(html.contains("href=\"https://matrix.to/"), html);
    }

    @Test
    void asksNobodyForARoomInAnExport() throws Exception
    {
        this.renderer.wiki.administer("Alpha.Specs");
        assertTrue(room().contains("wiki-room-missing"));
        this.renderer.action = "export";
        assertEquals("", room());
    }

    @Test
    void namesItsLinkByTheAliasOrSaysWhatItIs() throws Exception
    {
        for (List<String> expected : List.of(
            List.of("#alpha:example.org", "https://matrix.to/#/%23alpha%3Aexample.org", "#alpha:example.org"),
            List.of("!opaque", "https://matrix.to/#/%21opaque", "Chat room"),
            List.of("https://matrix.to/#/!opaque?via=example.org", "https://matrix.to/#/!opaque?via=example.org",
                "Chat room"),
            List.of("matrix:r/alpha:example.org", "https://matrix.to/#/%23alpha:example.org", "Chat room"),
            List.of("matrix:r/alpha:example.org/e/event?via=example.org",
                "https://matrix.to/#/%23alpha:example.org/%24event?via=example.org", "Chat room"),
            List.of("matrix:roomid/opaque?via=example.org", "https://matrix.to/#/%21opaque?via=example.org",
                "Chat room"))) {
            String html = this.renderer.render("{{wikiRoom room=\"" + expected.get(0) + "\"/}}");
            Element link = Html.elements(Html.parse(html), "a").get(0);
            assertEquals(expected.subList(1, 3), List.of(link.getAttribute("href"), link.getTextContent()), html);
            assertTrue(html.contains("data-room=\"" + expected.get(0) + "\""), html);
        }
    }

    @Test
    void isTheSameInACommentAndOnAPageThatIncludesIt() throws Exception
    {
        String call = "{{wikiRoom room=\"#alpha:example.org\"/}}";
        String plain = this.renderer.render(call);
        this.renderer.restricted = true;
        assertEquals(plain, this.renderer.render(call));
        this.renderer.restricted = false;
        // Twice, as where a page includes another: two places, each whole.
        assertEquals(plain + plain, this.renderer.render(call + "\n\n" + call));
    }

    private String room() throws Exception
    {
        return this.renderer.render("{{wikiRoom/}}");
    }
}
