using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace LogAppendSink.Viewer.BrowserTests;

/// <summary>Rules about the page's files, which need no browser.</summary>
public class PageSourceTests
{
    [Theory]
    [InlineData("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|createContextualFragment|setHTML|srcdoc|\\beval\\(|new Function")]
    [InlineData("setAttribute\\(\"(on|style)")]
    public void No_script_can_make_html_of_a_text(string forbidden) =>
        Assert.All(Scripts(), path => Assert.DoesNotMatch(forbidden, File.ReadAllText(path)));

    [Fact]
    public void The_page_has_nothing_inline_and_nothing_from_elsewhere()
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
