package org.wikiroom;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Stands in for the scripting interface of a wiki, which no repository has: documents with objects, references, rights.
 * Members are those that the pages use, named as there.
 */
public class FakeWiki
{
    /** Objects by page, then class: values by property. */
    private final Map<String, Map<String, Map<String, Object>>> objects = new HashMap<>();

    /** Of pages that the administrator does not own. */
    final Map<String, String> authors = new HashMap<>();

    /** Skin extensions that were asked for, by their kind. */
    final Map<String, Set<String>> used = new TreeMap<>();

    String requestUrl = "/xwiki/bin/admin/XWiki/XWikiPreferences?editor=globaladmin&section=WikiRoom";

    String version = "17.10.3";

    private final Set<String> closed = new HashSet<>();

    private final Set<String> administered = new HashSet<>();

    /** Versions by id; those of this wiki with its namespace before the id. */
    private final Map<String, String> extensions = new HashMap<>();

    void put(String page, String className, Map<String, Object> values)
    {
        this.objects.computeIfAbsent(page, key -> new HashMap<>()).put(className, values);
    }

    void close(String page)
    {
        this.closed.add(page);
    }

    void administer(String space)
    {
        this.administered.add(space);
    }

    void install(String extension, String version)
    {
        this.extensions.put(extension, version);
    }

    public FakeDocument getDocument(Object reference)
    {
        String page = reference.toString();
        return this.closed.contains(page) ? null : new FakeDocument(page, this.objects.getOrDefault(page, Map.of()),
            this.authors.getOrDefault(page, "XWiki.Admin"));
    }

    public String getURL(Object reference, String action)
    {
        return "/xwiki/bin/" + action + '/' + reference.toString().replace('.', '/');
    }

    public String getURL(Object reference, String action, String query)
    {
        return getURL(reference, action) + '?' + query;
    }

    public String getAttachmentURL(String page, String name)
    {
        return "/xwiki/bin/download/" + page.replace('.', '/') + '/' + name + "?rev=1.1";
    }

    public String getRelativeRequestURL()
    {
        return this.requestUrl;
    }

    public String getVersion()
    {
        return this.version;
    }

    public boolean hasAccessLevel(String level, String user, String page)
    {
        return user.equals("XWiki.Admin");
    }

    public SkinExtensions getJsx()
    {
        return new SkinExtensions("jsx");
    }

    public SkinExtensions getSsx()
    {
        return new SkinExtensions("ssx");
    }

    Map<String, Object> services()
    {
        Map<String, Object> services = new HashMap<>();
        services.put("model", new Model());
        services.put("localization", new Localization());
        services.put("security", Map.of("authorization", new Authorization()));
        services.put("extension", Map.of("core", new Extensions(), "installed", new Extensions()));
        services.put("wiki", Map.of("currentWikiId", "xwiki"));
        services.put("webjars", new Webjars());
        services.put("icon", new Icons());
        services.put("csrf", Map.of("token", "token-1"));
        return services;
    }

    /** A reference to a space or a page. */
    public static class Reference
    {
        private final String type;

        private final String name;

        private final Reference parent;

        Reference(String type, String name, Reference parent)
        {
            this.type = type;
            this.name = name;
            this.parent = parent;
        }

        static Reference page(String fullName)
        {
            Reference found = new Reference("WIKI", "xwiki", null);
            List<String> names = List.of(fullName.split("\\."));
            for (String name : names.subList(0, names.size() - 1)) {
                found = new Reference("SPACE", name, found);
            }
            return new Reference("DOCUMENT", names.get(names.size() - 1), found);
        }

        public String getType()
        {
            return this.type;
        }

        public String getName()
        {
            return this.name;
        }

        public Reference getParent()
        {
            return this.parent;
        }

        public Reference getLastSpaceReference()
        {
            return this.parent;
        }

        @Override
        public String toString()
        {
            return this.parent == null || this.parent.type.equals("WIKI") ? this.name : this.parent + "." + this.name;
        }
    }

    /** A page. */
    public static class FakeDocument
    {
        private final String page;

        private final Map<String, Map<String, Object>> objects;

        private final String author;

        FakeDocument(String page, Map<String, Map<String, Object>> objects, String author)
        {
            this.page = page;
            this.objects = objects;
            this.author = author;
        }

        public Reference getDocumentReference()
        {
            return Reference.page(this.page);
        }

        public FakeObject getObject(String className)
        {
            Map<String, Object> values = this.objects.get(className);
            return values == null ? null : new FakeObject(values);
        }

        public String getAuthor()
        {
            return this.author;
        }

        public String getURL(String action)
        {
            return "/xwiki/bin/" + action + '/' + this.page.replace('.', '/');
        }

        public String getExternalURL(String action, String query)
        {
            return "https://wiki.example.org" + getURL(action) + '?' + query;
        }
    }

    /** An object of a page. */
    public static class FakeObject
    {
        private final Map<String, Object> values;

        FakeObject(Map<String, Object> values)
        {
            this.values = values;
        }

        public Map<String, Object> getProperty(String name)
        {
            Map<String, Object> property = new TreeMap<>();
            property.put("value", this.values.get(name));
            return property;
        }
    }

    /** {@code $services.model}. */
    public static class Model
    {
        public Reference createDocumentReference(String name, Reference space)
        {
            return new Reference("DOCUMENT", name, space);
        }

        public String serialize(Reference reference, String type)
        {
            return "xwiki:" + reference;
        }
    }

    /** {@code $services.localization}: the English words, or the key. */
    public static class Localization
    {
        public String render(String key)
        {
            return Pages.content("Translations").lines().filter(line -> line.startsWith(key + "=")).findFirst()
                .map(line -> line.substring(key.length() + 1)).orElse(key);
        }

        public String render(String key, List<?> values)
        {
            return render(key).replace("{0}", String.valueOf(values.get(0)));
        }
    }

    /** {@code $services.security.authorization}. */
    public class Authorization
    {
        public boolean hasAccess(String right, Reference reference)
        {
            return right.equals("admin") && FakeWiki.this.administered.contains(reference.toString());
        }
    }

    /** {@code $services.extension.core} and {@code .installed}. */
    public class Extensions
    {
        public Object getCoreExtension(String id)
        {
            String version = FakeWiki.this.extensions.get(id);
            return version == null ? null : Map.of("id", Map.of("version", Map.of("value", version)));
        }

        public Object getInstalledExtension(String id, String namespace)
        {
            return getCoreExtension(namespace + '/' + id);
        }
    }

    /** {@code $xwiki.jsx} and {@code $xwiki.ssx}. */
    public class SkinExtensions
    {
        private final String kind;

        SkinExtensions(String kind)
        {
            this.kind = kind;
        }

        public void use(String resource)
        {
            FakeWiki.this.used.computeIfAbsent(this.kind, key -> new HashSet<>()).add(resource);
        }
    }

    /** {@code $services.webjars}. */
    public static class Webjars
    {
        public String url(String id, String path)
        {
            return "/xwiki/webjars/wiki%3Axwiki/" + id.substring(id.indexOf(':') + 1) + "/0.1.0/" + path + "?r=1";
        }
    }

    /** {@code $services.icon}. */
    public static class Icons
    {
        public String renderHTML(String name)
        {
            return "<span class=\"fa fa-" + name + "\" aria-hidden=\"true\"></span>";
        }
    }
}
