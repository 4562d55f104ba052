namespace LogAppendSink.Benchmarks.Gateway;

/// <summary>A real gateway, by the variables that <c>.ci/ceph-cluster</c> prints, and a new object in it.</summary>
/// <param name="Key">The object.</param>
internal sealed record GatewayPlace(string Key)
{
    private static readonly string[] Variables =
        ["LOGAPPENDSINK_RGW_ENDPOINT", "LOGAPPENDSINK_RGW_BUCKET", "LOGAPPENDSINK_RGW_ACCESS_KEY", "LOGAPPENDSINK_RGW_SECRET_KEY"];

    /// <summary>What is to be set before there is anything to measure; empty when all is.</summary>
    internal static IReadOnlyList<string> Missing => [.. Variables.Where(name => string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(name)))];

    internal OssAppendOptions Options(int batchSizeLimitBytes) => new()
    {
        Store = StoreKind.CephRgw,
        Endpoint = Variable(0),
        Bucket = Variable(1),
        AccessKeyId = Variable(2),
        AccessKeySecret = Variable(3),
        ObjectKey = Key,
        RollingInterval = ObjectRollingInterval.Infinite,
        BatchSizeLimitBytes = batchSizeLimitBytes,
        QueueFullMode = QueueFullMode.Wait,
        ShutdownTimeout = TimeSpan.FromMinutes(1),
    };

    private static string Variable(int index) => Environment.GetEnvironmentVariable(Variables[index])!; // Missing has been asked.
}
