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

/** The macro of the page {@code WikiRoom.Code.Macro}: its code, run with {@code $wikimacro}. */
class PageMacro extends PlainMacro
{
    private final String code =
        Pages.properties("Macro", "XWiki.WikiMacroClass", "code").get(0);

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
