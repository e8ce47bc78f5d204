package org.wikiroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import com.google.javascript.jscomp.CompilationLevel;
import com.google.javascript.jscomp.Compiler;
import com.google.javascript.jscomp.CompilerOptions;
import com.google.javascript.jscomp.Result;
import com.google.javascript.jscomp.SourceFile;
import org.junit.jupiter.api.Test;

class LoaderTest
{
    /** The compiler and the options with which XWiki 17.4 minifies the scripts of its pages. */
    @Test
    void isTakenByTheCompilerOfTheWiki()
    {
        String code = Pages.properties("Loader", "XWiki.JavaScriptExtension", "code").get(0);
        CompilerOptions options = new CompilerOptions();
        options.setLanguageIn(CompilerOptions.LanguageMode.STABLE);
        options.setLanguageOut(CompilerOptions.LanguageMode.NO_TRANSPILE);
        CompilationLevel.SIMPLE_OPTIMIZATIONS.setOptionsForCompilationLevel(options);
        Compiler compiler = new Compiler();
        Result result = compiler.compile(List.of(), List.of(SourceFile.fromCode("loader.js", code)), options);
        assertTrue(result.success, () -> String.valueOf(result.errors));
        int size = compiler.toSource().length();
        assertTrue(size > 500 && size <= 3072, () -> size + " bytes");
    }
}
