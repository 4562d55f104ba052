using Xunit;

namespace LogAppendSink.Viewer.BrowserTests;

/// <summary>The tests that share the browser. They run one after another, because some of them measure times.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<ChromiumFixture>
{
    public const string Name = "browser";
}
