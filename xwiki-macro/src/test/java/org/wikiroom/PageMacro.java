package org.wikiroom;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.xwiki.properties.BeanManager;
import org.xwiki.rendering.block.Block;
import org.xwiki.rendering.block.XDOM;
import org.xwiki.rendering.macro.MacroExecutionException;
import org.xwiki.rendering.transformation.MacroTransformationContext;
import org.xwiki.rendering.transformation.TransformationContext;

/**
 * The macro of the page {@code WikiRoom.Code.Macro}: its code, run with {@code $wikimacro}, whose parameters are the
 * call's, and for those that it leaves out their defaults.
 */
class PageMacro extends PlainMacro
{
    private static final String PARAMETER = "XWiki.WikiMacroParameterClass";

    private final String code =
        Pages.properties("Macro", "XWiki.WikiMacroClass", "code").get(0);

    private final List<String> names = Pages.properties("Macro", PARAMETER, "name");

    private final List<String> defaults = Pages.properties("Macro", PARAMETER, "defaultValue");

    PageMacro(Renderer renderer, BeanManager beans)
    {
        super("wikiRoom", renderer, beans);
    }

    @Override
    public List<Block> execute(Object parameters, String content, MacroTransformationContext context)
        throws MacroExecutionException
    {
        try {
            Map<String, Object> values = new HashMap<>(context.getCurrentMacroBlock().getParameters());
            for (int i = 0; i < this.names.size(); i++) {
                values.putIfAbsent(this.names.get(i), this.defaults.get(i));
            }
            XDOM document = this.renderer.parse(this.code);
            TransformationContext inner = context.getTransformationContext().clone();
            inner.setXDOM(document);
            Object before = this.renderer.bindings.put("wikimacro", Map.of("parameters", values, "context", context));
            this.renderer.transform(document, inner);
            this.renderer.bindings.put("wikimacro", before);
            return document.getChildren();
        } catch (Exception e) {
            throw new MacroExecutionException("wikiRoom", e);
        }
    }

    @Override
    public boolean supportsInlineMode()
    {
        return false;
    }
}
