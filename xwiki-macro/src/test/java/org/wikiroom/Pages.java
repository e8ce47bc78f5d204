package org.wikiroom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The pages of the archive, as the build made them. */
final class Pages
{
    private static final Path FOLDER = Path.of(System.getProperty("wiki-room.pages"), "WikiRoom", "Code");

    private Pages()
    {
    }

    static boolean exists(String page)
    {
        return FOLDER.resolve(page + ".xml").toFile().exists();
    }

    /** Names of those that run something, or mean something to the whole wiki: what XWiki takes from an administrator only. */
    static List<String> withCode() throws IOException
    {
        List<String> found = new ArrayList<>();
        for (String file : FOLDER.toFile().list((folder, name) -> name.endsWith(".xml"))) {
            String text = Files.readString(FOLDER.resolve(file));
            if (text.contains("{{") || text.contains("<className>XWiki.JavaScriptExtension")
                || text.contains("<className>XWiki.TranslationDocumentClass")) {
                found.add(file.substring(0, file.length() - ".xml".length()));
            }
        }
        return found;
    }

    /** The text of a page. */
    static String content(String page)
    {
        return childText(read(page).getDocumentElement(), "content");
    }

    /** A property of each object of a class on a page, in their order. */
    static List<String> properties(String page, String className, String property)
    {
        List<String> found = new ArrayList<>();
        NodeList objects = read(page).getElementsByTagName("object");
        for (int i = 0; i < objects.getLength(); i++) {
            Element object = (Element) objects.item(i);
            if (!className.equals(childText(object, "className"))) {
                continue;
            }
            NodeList values = object.getElementsByTagName("property");
            for (int j = 0; j < values.getLength(); j++) {
                String value = childText((Element) values.item(j), property);
                if (value != null) {
                    found.add(value);
                }
            }
        }
        return found;
    }

    private static Document read(String page)
    {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(FOLDER.resolve(page + ".xml").toFile());
        } catch (Exception e) {
            throw new IllegalStateException(page, e);
        }
    }

    private static String childText(Element parent, String name)
    {
        for (org.w3c.dom.Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeName().equals(name)) {
                return child.getTextContent();
            }
        }
        return null;
    }
}
