using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace LogAppendSink.Viewer.BrowserTests;

/// <summary>Rules for the page's files. They need no browser.</summary>
public class PageSourceTests
{
    [Theory]
    [InlineData("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|createContextualFragment|setHTML|srcdoc|\\beval\\(|new Function")]
    [InlineData("setAttribute\\(\"(on|style)")]
    public void Scripts_do_not_use_functions_that_parse_HTML(string forbidden) =>
        Assert.All(Scripts(), path => Assert.DoesNotMatch(forbidden, File.ReadAllText(path)));

    [Fact]
    public void Page_has_no_inline_code_and_no_external_resources()
    {
        var page = File.ReadAllText(Path.Combine(Folder(), "index.html"));

        Assert.DoesNotMatch(new Regex("<style|\\sstyle=|\\son\\w+=", RegexOptions.IgnoreCase), page);
        Assert.DoesNotMatch("<script(?![^>]*src=)", page);
        Assert.DoesNotMatch("(src|href)=\"(/|https?:)", page);
        Assert.All(Scripts(), path => Assert.DoesNotMatch("(import|fetch\\(|from) *[(]?[\"'](https?:|/)", File.ReadAllText(path)));
    }

    private static string[] Scripts() => Directory.GetFiles(Folder(), "*.js");

    private static string Folder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../src/LogAppendSink.Viewer/Page"));
}
