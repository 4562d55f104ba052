using Xunit;

namespace LogAppendSink.Viewer.BrowserTests;

/// <summary>The tests that share the browser, one after another: figures are measured among them.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<ChromiumFixture>
{
    public const string Name = "browser";
}
