using System.Diagnostics;

namespace LogAppendSink.Ceph.Tests;

/// <summary>The running cluster, by the variables that <c>.ci/ceph-cluster</c> prints.</summary>
internal static class Gateway
{
    internal static OssAppendOptions Options(Action<OssAppendOptions>? configure = null)
    {
        var options = new OssAppendOptions
        {
            Store = StoreKind.CephRgw,
            Endpoint = Variable("LOGAPPENDSINK_RGW_ENDPOINT"),
            Bucket = Variable("LOGAPPENDSINK_RGW_BUCKET"),
            AccessKeyId = Variable("LOGAPPENDSINK_RGW_ACCESS_KEY"),
            AccessKeySecret = Variable("LOGAPPENDSINK_RGW_SECRET_KEY"),
        };
        configure?.Invoke(options);
        return options;
    }

    /// <summary>Kills a part of the cluster with SIGKILL and restarts it.</summary>
    internal static async Task KillAndStartAsync(string part)
    {
        await RunAsync("kill", part);
        await RunAsync("start");
    }

    private static async Task RunAsync(params string[] arguments)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, ".ci", "ceph-cluster")))
            root = root.Parent ?? throw new InvalidOperationException("The tests do not lie in the repository.");
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(root.FullName, ".ci", "ceph-cluster"), [Variable("LOGAPPENDSINK_RGW_CLUSTER"), .. arguments])
        {
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("The cluster's script cannot be started.");
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"ceph-cluster {string.Join(' ', arguments)} has failed with {process.ExitCode}.");
    }

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set: these tests need a running cluster, see .ci/ceph.");
}
