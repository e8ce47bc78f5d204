package org.wikiroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class AroundThePageTest
{
    private static final String UIX = "XWiki.UIExtensionClass";

    private static final String SPACE_CLASS = "WikiRoom.Code.SpaceClass";

    private static final String SETTINGS = "WikiRoom.Code.Settings";

    private static final String SETTINGS_CLASS = "WikiRoom.Code.SettingsClass";

    private static final Map<String, Object> HOMESERVER = Map.of("homeserver", "https://matrix.example.org");

    private Renderer renderer;

    @BeforeEach
    void start() throws Exception
    {
        this.renderer = new Renderer();
    }

    @Test
    void writesTheSettingsIntoTheHeadOfEveryPage() throws Exception
    {
        assertEquals("", settings().get("homeserver").asText());
        this.renderer.wiki.put(SETTINGS, SETTINGS_CLASS,
            Map.of("homeserver", " https://matrix.example.org ", "issuer", "https://sso.example.org/realms/acme",
                "clientId", "wiki-room", "defaultRoom", "#all:example.org"));
        JsonNode found = settings();
        assertEquals("https://matrix.example.org", found.get("homeserver").asText());
        assertEquals("https://sso.example.org/realms/acme", found.get("issuer").asText());
        assertEquals("wiki-room", found.get("clientId").asText());
        assertEquals("#all:example.org", found.get("room").asText());
        assertEquals("/xwiki/bin/view/WikiRoom/Code/Callback?xpage=plain", found.get("callback").asText());
    }

    @Test
    void putsTheLoaderOnEveryPageWhoeverImportedIt() throws Exception
    {
        assertEquals(List.of("always"), Pages.properties("Loader", "XWiki.JavaScriptExtension", "use"));
        assertEquals(List.of("always"), Pages.properties("Loader", "XWiki.StyleSheetExtension", "use"));
        settings();
        // As the wiki calls those that are always used: asked for twice they are there once.
        Set<String> loader = Set.of("xwiki:WikiRoom.Code.Loader");
        assertEquals(Map.of("jsx", loader, "ssx", loader), this.renderer.wiki.used);
    }

    @Test
    void takesTheScriptThatTheAdministratorNamedThenTheJarThenTheAttachment() throws Exception
    {
        String attached = settings().get("script").asText();
        assertTrue(attached.matches("/xwiki/bin/download/WikiRoom/Code/Bundle-\\w+/wiki-room\\.[\\w-]+\\.js"), attached);
        String jar = "org.wiki-room:wiki-room-webjar";
        String version = settings().get("version").asText();
        for (String place : List.of("wiki:xwiki/" + jar, jar)) {
            this.renderer.wiki.install(place, "0.0.9");
            assertEquals(attached, settings().get("script").asText(), "a jar of another version");
            this.renderer.wiki.install(place, version);
            assertEquals("/xwiki/webjars/wiki%3Axwiki/wiki-room-webjar/0.1.0/wiki-room.js?r=1",
                settings().get("script").asText());
        }
        this.renderer.wiki.put(SETTINGS, SETTINGS_CLASS, Map.of("scriptUrl", "https://static.example.org/wiki-room.js"));
        assertEquals("https://static.example.org/wiki-room.js", settings().get("script").asText());
    }

    @Test
    void keepsTheSettingsWholeWithAHostileRoom() throws Exception
    {
        for (String room : List.of("</script><script>alert(1)</script>", "{{/html}}{{groovy}}println 1{{/groovy}}",
            "{{{{/html}}}}", "\\\"}, $xwiki #set", "<!--<script>", "ü {\"{{\"")) {
            this.renderer.wiki.put("Alpha.WebPreferences", SPACE_CLASS, Map.of("room", room));
            String html = head();
            assertEquals(room, settings().get("room").asText(), html);
            assertEquals(1, html.split("<script", -1).length - 1, html);
            assertFalse(html.contains("{{"), html);
        }
    }

    @Test
    void showsTheTabWhereThereIsARoomAndNobodySwitchedItOff() throws Exception
    {
        assertEquals("false", tab());
        this.renderer.wiki.put("Alpha.WebPreferences", SPACE_CLASS, Map.of("room", "#alpha:example.org"));
        assertEquals("false", tab(), "no homeserver");
        this.renderer.wiki.put(SETTINGS, SETTINGS_CLASS, HOMESERVER);
        assertEquals("true", tab());
        this.renderer.wiki.put("Alpha.Specs.WebPreferences", SPACE_CLASS, Map.of("chatTab", 0));
        assertEquals("false", tab());
        this.renderer.wiki.put("Alpha.Specs.WebPreferences", SPACE_CLASS, Map.of("chatTab", 1));
        assertEquals("true", tab());
        this.renderer.wiki.put("Alpha.WebPreferences", SPACE_CLASS, Map.of("chatTab", 0));
        this.renderer.wiki.put("Alpha.Specs.WebPreferences", SPACE_CLASS, Map.of("room", "#specs:example.org"));
        assertEquals("false", tab(), "as around a space that has a room of its own");
        this.renderer.wiki.put("Alpha.Specs.WebPreferences", SPACE_CLASS,
            Map.of("room", "#specs:example.org", "chatTab", 1));
        assertEquals("true", tab());
        this.renderer.wiki.put(SETTINGS, SETTINGS_CLASS, with(HOMESERVER, "chatTab", 0));
        assertEquals("false", tab());
    }

    @Test
    void putsAButtonAndASheetIntoTheTopBar() throws Exception
    {
        String content = Pages.properties("Extensions", UIX, "content").get(2);
        assertEquals("", this.renderer.render(content));
        this.renderer.wiki.put("Alpha.WebPreferences", SPACE_CLASS, Map.of("room", "\"><b>{{/html}}"));
        assertEquals("", this.renderer.render(content), "no homeserver");
        this.renderer.wiki.put(SETTINGS, SETTINGS_CLASS, HOMESERVER);
        Element bar = Html.parse(this.renderer.render(content));
        assertEquals(2, Html.elements(bar, "button").size());
        assertEquals(0, Html.elements(bar, "b").size());
        Element sheet = Html.elements(bar, "dialog").get(0);
        assertEquals("\"><b>{{/html}}", Html.elements(sheet, "div").get(0).getAttribute("data-room"));
        this.renderer.action = "export";
        assertEquals("", this.renderer.render(content));
        this.renderer.action = "view";
        this.renderer.wiki.put(SETTINGS, SETTINGS_CLASS, with(HOMESERVER, "badge", 0));
        assertEquals("", this.renderer.render(content));
    }

    @Test
    void returnsFromASignInToOneScriptThatIsToldNothingElse() throws Exception
    {
        String html = this.renderer.render(Pages.content("Callback"));
        assertTrue(html.matches("<script type=\"module\" referrerpolicy=\"no-referrer\""
            + " src=\"/xwiki/bin/download/WikiRoom/Code/Bundle-\\w+/callback\\.[\\w-]+\\.js\\?rev=1\\.1\"></script>"), html);
    }

    private static Map<String, Object> with(Map<String, Object> values, String name, Object value)
    {
        Map<String, Object> more = new HashMap<>(values);
        more.put(name, value);
        return more;
    }

    private String head() throws Exception
    {
        return this.renderer.render(Pages.properties("Extensions", UIX, "content").get(0));
    }

    private JsonNode settings() throws Exception
    {
        String html = head();
        String start = "<script type=\"application/json\" id=\"wiki-room-settings\">";
        assertTrue(html.startsWith(start) && html.endsWith("</script>"), html);
        return new ObjectMapper().readTree(html.substring(start.length(), html.length() - "</script>".length()));
    }

    /** As XWiki reads the parameters of an extension: properties, each evaluated by itself. */
    private String tab() throws Exception
    {
        Properties parameters = new Properties();
        parameters.load(new StringReader(Pages.properties("Extensions", UIX, "parameters").get(1)));
        assertEquals("-1", parameters.getProperty("itemnumber"));
        return this.renderer.evaluate(parameters.getProperty("show"));
    }
}
