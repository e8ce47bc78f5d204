package org.wikiroom;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Rendered HTML as a tree; what XWiki renders is well-formed but for the names of its entities. */
final class Html
{
    private Html()
    {
    }

    static Element parse(String html) throws Exception
    {
        String document = "<body>" + html.replace("&nbsp;", "&#160;") + "</body>";
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new InputSource(new StringReader(document))).getDocumentElement();
    }

    static List<Element> elements(Element within, String name)
    {
        NodeList nodes = within.getElementsByTagName(name);
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    /** Names of an element's attributes, sorted. */
    static List<String> names(Element element)
    {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            names.add(element.getAttributes().item(i).getNodeName());
        }
        names.sort(null);
        return names;
    }
}
