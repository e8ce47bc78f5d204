package org.wikiroom;

import org.xwiki.properties.BeanManager;
import org.xwiki.rendering.macro.Macro;
import org.xwiki.rendering.macro.MacroId;
import org.xwiki.rendering.macro.descriptor.DefaultContentDescriptor;
import org.xwiki.rendering.macro.descriptor.DefaultMacroDescriptor;
import org.xwiki.rendering.macro.descriptor.MacroDescriptor;

/** A macro that reads its parameters from its call. */
abstract class PlainMacro implements Macro<Object>
{
    protected final Renderer renderer;

    private final MacroDescriptor descriptor;

    PlainMacro(String id, Renderer renderer, BeanManager beans)
    {
        this.renderer = renderer;
        this.descriptor = new DefaultMacroDescriptor(new MacroId(id), id, "", new DefaultContentDescriptor(),
            beans.getBeanDescriptor(Object.class));
    }

    @Override
    public MacroDescriptor getDescriptor()
    {
        return this.descriptor;
    }

    @Override
    public int getPriority()
    {
        return 1000;
    }

    @Override
    public int compareTo(Macro<?> other)
    {
        return getPriority() - other.getPriority();
    }
}
