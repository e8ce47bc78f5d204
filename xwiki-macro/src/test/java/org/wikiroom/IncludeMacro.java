package org.wikiroom;

import java.util.List;

import org.xwiki.properties.BeanManager;
import org.xwiki.rendering.block.Block;
import org.xwiki.rendering.macro.MacroExecutionException;
import org.xwiki.rendering.transformation.MacroTransformationContext;

/** {@code {{include}}} of a page of the archive, in the context of the page that includes it, as XWiki has it by default. */
class IncludeMacro extends PlainMacro
{
    private static final String CODE = "WikiRoom.Code.";

    IncludeMacro(Renderer renderer, BeanManager beans)
    {
        super("include", renderer, beans);
    }

    @Override
    public List<Block> execute(Object parameters, String content, MacroTransformationContext context)
        throws MacroExecutionException
    {
        String reference = context.getCurrentMacroBlock().getParameter("reference");
        if (!reference.startsWith(CODE)) {
            throw new MacroExecutionException(reference);
        }
        try {
            return this.renderer.parse(Pages.content(reference.substring(CODE.length()))).getChildren();
        } catch (Exception e) {
            throw new MacroExecutionException("include", e);
        }
    }

    @Override
    public boolean supportsInlineMode()
    {
        return false;
    }
}
