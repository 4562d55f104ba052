using Xunit;

namespace LogAppendSink.Tests;

/// <summary>Settings that work, for a test to change one of.</summary>
internal static class Settings
{
    internal static OssAppendOptions Valid() => new()
    {
        Endpoint = "oss-cn-hangzhou.aliyuncs.com",
        Bucket = "acme-logs",
        ObjectKey = "logs/{Date}/web.clef",
    };

    /// <summary>The faults of settings that differ from valid ones as <paramref name="change"/> says.</summary>
    internal static IReadOnlyList<string> ErrorsAfter(Action<OssAppendOptions> change)
    {
        var options = Valid();
        change(options);
        return [.. OssAppendOptionsRules.Errors(options)];
    }

    /// <summary>That <paramref name="change"/> makes exactly one fault, with this text.</summary>
    internal static void AssertRefused(string message, Action<OssAppendOptions> change) =>
        Assert.Equal([message], ErrorsAfter(change));

    internal static void AssertAccepted(Action<OssAppendOptions> change) => Assert.Empty(ErrorsAfter(change));
}
