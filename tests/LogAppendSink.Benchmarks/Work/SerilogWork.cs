using Serilog;

namespace LogAppendSink.Benchmarks.Work;

/// <summary>
/// The events of the mix through Serilog: five templates, three to eight properties, nested objects, unicode, every tenth with an
/// exception; about 430 bytes each in the compact format.
/// </summary>
internal sealed class SerilogWork(ILogger root)
{
    private readonly ILogger _http = root.ForContext("SourceContext", "Acme.Shop.Http.RequestLogging");
    private readonly ILogger _orders = root.ForContext("SourceContext", "Acme.Shop.Orders.OrderService");

    internal void Log(int number)
    {
        switch (number % Sample.Kinds)
        {
            case 0:
                _orders.Error(Sample.At(Sample.Errors, number / Sample.Kinds), "Payment {PaymentId} of {Amount} failed after {Attempts} attempts", Sample.At(Sample.Ids, number), 49.95m, 3);
                break;
            case 1 or 2:
                _orders.Information("Order {OrderId} of {@Customer} has {Items} items, {Total:0.00} in all", number, Sample.At(Sample.Customers, number), 3, number * 0.25);
                break;
            case 3 or 4:
                _orders.Information("用户 {User} 登录自 {City}，会话 {SessionId}", Sample.At(Sample.Users, number), "København", Sample.At(Sample.Ids, number));
                break;
            case 5:
                _orders.Debug("Cache {Outcome} for {Key} after {Elapsed} ms", "miss", Sample.At(Sample.Keys, number), number * 0.125);
                break;
            default:
                _http.Information("HTTP {Method} {Path} responded {StatusCode} in {Elapsed:0.0000} ms to {UserAgent} ({RequestId})", "GET", Sample.At(Sample.Paths, number), 200, number * 0.125, Sample.At(Sample.Agents, number), number);
                break;
        }
    }
}
