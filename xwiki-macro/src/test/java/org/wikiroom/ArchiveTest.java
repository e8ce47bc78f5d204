package org.wikiroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** What an archive says of itself to the wiki that imports it. */
class ArchiveTest
{
    private static final String RIGHTS = "XWiki.XWikiGlobalRights";

    /** A right that is given to one group is denied to all others, but everybody has to view the settings and the script. */
    @Test
    void letsNobodyButAdministratorsChangeItsPages()
    {
        assertEquals(List.of("XWiki.XWikiAdminGroup"), Pages.properties("WebPreferences", RIGHTS, "groups"));
        assertEquals(List.of("1"), Pages.properties("WebPreferences", RIGHTS, "allow"));
        assertEquals(List.of("comment,edit,script,delete,admin"),
            Pages.properties("WebPreferences", RIGHTS, "levels"));
    }

    /** The editor's list of macros, and its form of parameters, ask for these keys. */
    @Test
    void namesTheMacroInTheWordsOfTheReader()
    {
        List<String> keys = new ArrayList<>(List.of("name", "description"));
        for (String parameter : Pages.properties("Macro", "XWiki.WikiMacroParameterClass", "name")) {
            keys.add("parameter." + parameter + ".name");
            keys.add("parameter." + parameter + ".description");
        }
        for (String page : List.of("Translations", "Translations.de", "Translations.fr")) {
            for (String key : keys) {
                String line = "rendering.macro.wikiRoom." + key + "=";
                assertTrue(Pages.content(page).lines().anyMatch(words -> words.startsWith(line)), page + ": " + line);
            }
        }
    }
}
