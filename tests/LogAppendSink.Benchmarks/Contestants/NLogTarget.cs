using LogAppendSink.Benchmarks.Work;
using NLog;
using NLog.Config;
using NLog.Layouts;
using NLog.Targets;
using NLog.Targets.Wrappers;

namespace LogAppendSink.Benchmarks.Contestants;

/// <summary>NLog's asynchronous file, in JSON, set to block rather than to drop.</summary>
internal sealed class NLogTarget : ITarget
{
    private readonly LogFactory _factory = new();
    private readonly Logger _http;
    private readonly Logger _orders;
    private readonly string _path;

    internal NLogTarget(string path)
    {
        _path = path;
        var layout = new JsonLayout { IncludeEventProperties = true, MaxRecursionLimit = 4 };
        layout.Attributes.Add(new JsonAttribute("@t", "${date:universalTime=true:format=o}"));
        layout.Attributes.Add(new JsonAttribute("@mt", "${message:raw=true}"));
        layout.Attributes.Add(new JsonAttribute("@l", "${level}"));
        layout.Attributes.Add(new JsonAttribute("@x", "${exception:format=tostring}"));
        layout.Attributes.Add(new JsonAttribute("SourceContext", "${logger}"));
        var file = new FileTarget("file") { FileName = path, Layout = layout, KeepFileOpen = true, AutoFlush = false };
        var configuration = new LoggingConfiguration(_factory);
        configuration.AddRule(LogLevel.Debug, LogLevel.Fatal, new AsyncTargetWrapper(file, 10_000, AsyncTargetWrapperOverflowAction.Block));
        _factory.Configuration = configuration;
        _http = _factory.GetLogger("Acme.Shop.Http.RequestLogging");
        _orders = _factory.GetLogger("Acme.Shop.Orders.OrderService");
    }

    public void Log(int number)
    {
        switch (number % Sample.Kinds)
        {
            case 0:
                _orders.Error(Sample.At(Sample.Errors, number / Sample.Kinds), "Payment {PaymentId} of {Amount} failed after {Attempts} attempts", Sample.At(Sample.Ids, number), 49.95m, 3);
                break;
            case 1 or 2:
                _orders.Info("Order {OrderId} of {@Customer} has {Items} items, {Total:0.00} in all", number, Sample.At(Sample.Customers, number), 3, number * 0.25);
                break;
            case 3 or 4:
                _orders.Info("用户 {User} 登录自 {City}，会话 {SessionId}", Sample.At(Sample.Users, number), "København", Sample.At(Sample.Ids, number));
                break;
            case 5:
                _orders.Debug("Cache {Outcome} for {Key} after {Elapsed} ms", "miss", Sample.At(Sample.Keys, number), number * 0.125);
                break;
            default:
                _http.Info("HTTP {Method} {Path} responded {StatusCode} in {Elapsed:0.0000} ms to {UserAgent} ({RequestId})", "GET", Sample.At(Sample.Paths, number), 200, number * 0.125, Sample.At(Sample.Agents, number), number);
                break;
        }
    }

    public Task<(long Lines, long Bytes)> CountAsync() => Task.FromResult((File.ReadLines(_path).LongCount(), new FileInfo(_path).Length));

    public ValueTask DisposeAsync()
    {
        _factory.Shutdown();
        _factory.Dispose();
        return ValueTask.CompletedTask;
    }
}
