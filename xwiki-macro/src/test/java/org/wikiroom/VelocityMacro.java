package org.wikiroom;

import java.util.List;

import org.xwiki.properties.BeanManager;
import org.xwiki.rendering.block.Block;
import org.xwiki.rendering.block.MetaDataBlock;
import org.xwiki.rendering.macro.MacroExecutionException;
import org.xwiki.rendering.transformation.MacroTransformationContext;

/** {@code {{velocity}}} as XWiki has it: what Velocity writes is wiki text. */
class VelocityMacro extends PlainMacro
{
    VelocityMacro(Renderer renderer, BeanManager beans)
    {
        super("velocity", renderer, beans);
    }

    @Override
    public List<Block> execute(Object parameters, String content, MacroTransformationContext context)
        throws MacroExecutionException
    {
        try {
            String text = this.renderer.evaluate(content);
            return List.of(new MetaDataBlock(this.renderer.parse(text).getChildren()));
        } catch (Exception e) {
            throw new MacroExecutionException("velocity", e);
        }
    }

    @Override
    public boolean supportsInlineMode()
    {
        return true;
    }
}
