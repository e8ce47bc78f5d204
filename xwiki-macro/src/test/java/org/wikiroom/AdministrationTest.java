package org.wikiroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class AdministrationTest
{
    /** Also what runs where Velocity goes over its own output. */
    private static final String HOSTILE =
        "\"><script>alert(1)</script>{{/html}}{{groovy}}1{{/groovy}}$x #set ($services.csrf.token) #end ${doc.author}";

    private Renderer renderer;

    @BeforeEach
    void start() throws Exception
    {
        this.renderer = new Renderer();
    }

    @Test
    void savesTheSettingsOnAPageThatNoImportTouches() throws Exception
    {
        Map<String, Element> fields = fields("Administration");
        Element form = Html.elements(form("Administration"), "form").get(0);
        assertEquals("/xwiki/bin/save/WikiRoom/Code/Settings", form.getAttribute("action"));
        assertEquals("post", form.getAttribute("method"));
        assertEquals("token-1", fields.get("form_token").getAttribute("value"));
        assertEquals("updateOrCreate", fields.get("objectPolicy").getAttribute("value"));
        for (String name : List.of("homeserver", "issuer", "clientId", "defaultRoom", "frameUrl", "scriptUrl", "chatTab",
            "badge")) {
            assertTrue(fields.containsKey("WikiRoom.Code.SettingsClass_0_" + name), name);
        }
        assertFalse(Pages.exists("Settings"));
    }

    @Test
    void showsWhatIsSavedAndNothingElse() throws Exception
    {
        Map<String, Object> values = new HashMap<>(Map.of("chatTab", 0));
        for (String name : List.of("homeserver", "issuer", "clientId", "defaultRoom", "frameUrl", "scriptUrl")) {
            values.put(name, HOSTILE);
        }
        this.renderer.wiki.put("WikiRoom.Code.Settings", "WikiRoom.Code.SettingsClass", values);
        Map<String, Element> fields = fields("Administration");
        assertEquals(HOSTILE, fields.get("WikiRoom.Code.SettingsClass_0_homeserver").getAttribute("value"));
        assertEquals("", fields.get("WikiRoom.Code.SettingsClass_0_chatTab").getAttribute("checked"));
        assertEquals("checked", fields.get("WikiRoom.Code.SettingsClass_0_badge").getAttribute("checked"));
        assertFalse(html("Administration").contains("<script>alert"));
    }

    @Test
    void comesBackToTheAddressThatWasAskedForWhateverStandsInIt() throws Exception
    {
        this.renderer.wiki.requestUrl = "/xwiki/bin/admin/XWiki/XWikiPreferences?section=" + HOSTILE;
        for (String page : List.of("Administration", "SpaceAdministration")) {
            assertEquals(this.renderer.wiki.requestUrl, fields(page).get("xredirect").getAttribute("value"));
        }
    }

    @Test
    void saysWhoseThePagesAreWhereThatAccountMayRunNothing() throws Exception
    {
        assertFalse(html("Administration").contains("errormessage"));
        List<String> pages = Pages.withCode();
        assertTrue(pages.containsAll(List.of("Callback", "Extensions", "Loader", "Macro")), pages.toString());
        for (String page : pages) {
            this.renderer.wiki.authors.clear();
            this.renderer.wiki.authors.put("WikiRoom.Code." + page, "XWiki.Bob");
            assertTrue(html("Administration").contains(
                "<div class=\"box errormessage\">The chat pages belong to XWiki.Bob,"), page);
        }
    }

    /** CVE-2026-33137: an import without a log-in. */
    @Test
    void warnsOfAWikiWhosePagesAnybodyMayReplace() throws Exception
    {
        for (String version : List.of("9.11.8", "16.10.11", "17.3.0", "17.4.0", "17.4.8", "17.4-SNAPSHOT", "17.5.0-rc-1",
            "17.9.1", "17.10.0", "17.10.2", "17.10.2-SNAPSHOT")) {
            this.renderer.wiki.version = version;
            assertTrue(html("Administration").contains("<div class=\"box warningmessage\">XWiki " + version + " lets"),
                version);
        }
        for (String version : List.of("17.4.9", "17.4.10", "17.10.3", "17.10.3-SNAPSHOT", "17.10.10", "18.0.0-rc-1",
            "18.4.0", "unknown", "")) {
            this.renderer.wiki.version = version;
            assertFalse(html("Administration").contains("warningmessage"), version);
        }
        this.renderer.wiki.version = null;
        assertFalse(html("Administration").contains("warningmessage"));
        assertEquals(1, Html.elements(form("Administration"), "form").size());
    }

    @Test
    void namesTheAddressToRegister() throws Exception
    {
        assertTrue(html("Administration").contains(
            "<code id=\"wiki-room-callback\">https://wiki.example.org/xwiki/bin/view/WikiRoom/Code/Callback?xpage=plain</code>"));
    }

    /** Copied over it, what lies in target/ makes a change of the page one of the twin's too. */
    @Test
    void isWhatTheTwinOfAWikiShows() throws Exception
    {
        String rendered = html("Administration");
        Path target = Files.createDirectories(Path.of("target"));
        Files.writeString(target.resolve("administration.rendered"), rendered);
        assertEquals(Files.readString(Path.of(System.getProperty("wiki-room.twin"), "administration.rendered")), rendered);
    }

    @Test
    void savesTheRoomOfASpaceOnItsPreferences() throws Exception
    {
        this.renderer.page = "Alpha.Specs.WebPreferences";
        this.renderer.wiki.put(this.renderer.page, "WikiRoom.Code.SpaceClass", Map.of("room", HOSTILE, "inherit", 0));
        Element form = Html.elements(form("SpaceAdministration"), "form").get(0);
        assertEquals("/xwiki/bin/save/Alpha/Specs/WebPreferences", form.getAttribute("action"));
        Map<String, Element> fields = fields("SpaceAdministration");
        assertEquals(HOSTILE, fields.get("WikiRoom.Code.SpaceClass_0_room").getAttribute("value"));
        assertEquals("1", fields.get("xhidden").getAttribute("value"));
        assertEquals("", fields.get("WikiRoom.Code.SpaceClass_0_inherit").getAttribute("checked"));
    }

    /** Saving the form for another reason decides nothing about the tab. */
    @Test
    void leavesTheTabOfASpaceAsItIsAroundUntilSomebodyChooses() throws Exception
    {
        this.renderer.page = "Alpha.Specs.WebPreferences";
        assertEquals("", chosenTab());
        for (int shown : List.of(0, 1)) {
            this.renderer.wiki.put(this.renderer.page, "WikiRoom.Code.SpaceClass", Map.of("chatTab", shown));
            assertEquals(String.valueOf(shown), chosenTab());
        }
    }

    private String chosenTab() throws Exception
    {
        Element select = Html.elements(form("SpaceAdministration"), "select").get(0);
        assertEquals("WikiRoom.Code.SpaceClass_0_chatTab", select.getAttribute("name"));
        List<Element> options = Html.elements(select, "option");
        assertEquals(List.of("", "1", "0"), options.stream().map(option -> option.getAttribute("value")).toList());
        List<Element> selected = options.stream().filter(option -> option.hasAttribute("selected")).toList();
        assertEquals(1, selected.size());
        return selected.get(0).getAttribute("value");
    }

    @Test
    void hasWordsForEverything() throws Exception
    {
        for (String page : List.of("Administration", "SpaceAdministration")) {
            assertFalse(html(page).contains("wikiRoom."), html(page));
            assertFalse(html(page).contains("$"), html(page));
        }
        List<String> keys = keys("Translations");
        assertEquals(keys, keys("Translations.de"));
        assertEquals(keys, keys("Translations.fr"));
    }

    /** XWiki names a section by its id, in lower case. */
    @Test
    void describesTheSectionOfASpaceByWordsOfItsOwn()
    {
        List<String> keys = keys("Translations");
        Set<String> sections = new HashSet<>();
        for (String page : List.of("Administration", "SpaceAdministration")) {
            String section = Pages.properties(page, "XWiki.ConfigurableClass", "displayInSection").get(0);
            assertTrue(sections.add(section), section);
            assertTrue(keys.contains("admin." + section.toLowerCase()), section);
            assertTrue(keys.contains("admin." + section.toLowerCase() + ".description"), section);
        }
    }

    private static List<String> keys(String page)
    {
        return Pages.content(page).lines().filter(line -> line.contains("=")).map(line -> line.split("=")[0]).toList();
    }

    /**
     * As XWiki shows {@code codeToExecute}, whose content type is VelocityWiki: Velocity runs over the text, and what it
     * writes is rendered.
     */
    private String html(String page) throws Exception
    {
        String code = Pages.properties(page, "XWiki.ConfigurableClass", "codeToExecute").get(0);
        return this.renderer.render(this.renderer.evaluate(code));
    }

    private Element form(String page) throws Exception
    {
        return Html.parse(html(page));
    }

    /** The first field of each name. */
    private Map<String, Element> fields(String page) throws Exception
    {
        Map<String, Element> fields = new HashMap<>();
        for (Element input : Html.elements(form(page), "input")) {
            fields.putIfAbsent(input.getAttribute("name"), input);
        }
        return fields;
    }
}
