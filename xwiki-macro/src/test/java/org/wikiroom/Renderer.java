package org.wikiroom;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.velocity.VelocityContext;
import org.xwiki.component.descriptor.DefaultComponentDescriptor;
import org.xwiki.component.embed.EmbeddableComponentManager;
import org.xwiki.configuration.ConfigurationSource;
import org.xwiki.configuration.internal.MemoryConfigurationSource;
import org.xwiki.context.Execution;
import org.xwiki.context.ExecutionContext;
import org.xwiki.properties.BeanManager;
import org.xwiki.rendering.block.Block;
import org.xwiki.rendering.block.XDOM;
import org.xwiki.rendering.macro.Macro;
import org.xwiki.rendering.parser.Parser;
import org.xwiki.rendering.renderer.BlockRenderer;
import org.xwiki.rendering.renderer.printer.DefaultWikiPrinter;
import org.xwiki.rendering.syntax.Syntax;
import org.xwiki.rendering.transformation.Transformation;
import org.xwiki.rendering.transformation.TransformationContext;
import org.xwiki.velocity.VelocityContextFactory;
import org.xwiki.velocity.VelocityManager;

/** XWiki's own Velocity, renderer and HTML cleaner around a {@link FakeWiki}. */
final class Renderer
{
    final FakeWiki wiki = new FakeWiki();

    /** Name of the page that is looked at. */
    String page = "Alpha.Specs.WebHome";

    String action = "view";

    Syntax target = Syntax.HTML_5_0;

    /** As in a comment of somebody who may run no scripts. */
    boolean restricted;

    final Map<String, Object> request = new HashMap<>();

    /** Variables that a macro adds for its own code. */
    final Map<String, Object> bindings = new HashMap<>();

    private final EmbeddableComponentManager components = new EmbeddableComponentManager();

    Renderer() throws Exception
    {
        this.components.initialize(getClass().getClassLoader());
        DefaultComponentDescriptor<ConfigurationSource> configuration = new DefaultComponentDescriptor<>();
        configuration.setRoleType(ConfigurationSource.class);
        this.components.registerComponent(configuration, new MemoryConfigurationSource());
        Execution execution = this.components.getInstance(Execution.class);
        execution.setContext(new ExecutionContext());
        BeanManager beans = this.components.getInstance(BeanManager.class);
        register("velocity", new VelocityMacro(this, beans));
        register("wikiRoom", new PageMacro(this, beans));
        register("include", new IncludeMacro(this, beans));
    }

    /** Wiki text as HTML, or in the syntax that is asked for. */
    String render(String text) throws Exception
    {
        XDOM document = parse(text);
        TransformationContext context = new TransformationContext(document, Syntax.XWIKI_2_1, this.restricted);
        context.setTargetSyntax(this.target);
        context.setId("page");
        transform(document, context);
        return print(document.getChildren(), this.target);
    }

    void transform(XDOM document, TransformationContext context) throws Exception
    {
        Transformation macros = this.components.getInstance(Transformation.class, "macro");
        macros.transform(document, context);
    }

    XDOM parse(String text) throws Exception
    {
        Parser parser = this.components.getInstance(Parser.class, Syntax.XWIKI_2_1.toIdString());
        return parser.parse(new StringReader(text));
    }

    String print(List<Block> blocks, Syntax syntax) throws Exception
    {
        BlockRenderer renderer = this.components.getInstance(BlockRenderer.class, syntax.toIdString());
        DefaultWikiPrinter printer = new DefaultWikiPrinter();
        renderer.render(blocks, printer);
        return printer.toString();
    }

    /** What Velocity makes of a text, with the wiki's tools and variables. */
    String evaluate(String text) throws Exception
    {
        VelocityContextFactory contexts = this.components.getInstance(VelocityContextFactory.class);
        VelocityContext context = contexts.createContext();
        context.put("xwiki", this.wiki);
        context.put("doc", this.wiki.getDocument(this.page));
        context.put("services", this.wiki.services());
        context.put("request", this.request);
        context.put("xcontext", Map.of("action", this.action));
        this.bindings.forEach(context::put);
        StringWriter written = new StringWriter();
        VelocityManager velocity = this.components.getInstance(VelocityManager.class);
        velocity.getVelocityEngine().evaluate(context, written, "page", text);
        return written.toString();
    }

    private void register(String name, Macro<?> macro) throws Exception
    {
        DefaultComponentDescriptor<Macro> descriptor = new DefaultComponentDescriptor<>();
        descriptor.setRoleType(Macro.class);
        descriptor.setRoleHint(name);
        this.components.registerComponent(descriptor, macro);
    }
}
