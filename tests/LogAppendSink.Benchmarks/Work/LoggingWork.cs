using Microsoft.Extensions.Logging;

namespace LogAppendSink.Benchmarks.Work;

/// <summary>The same events through Microsoft.Extensions.Logging, with generated methods as its users write them where speed counts.</summary>
internal sealed partial class LoggingWork(ILoggerFactory factory)
{
    // The generator takes {@Customer} for another name than customer, and would leave the object a text.
    private static readonly Action<ILogger, int, Sample.Customer, int, double, Exception?> OrderPlaced =
        LoggerMessage.Define<int, Sample.Customer, int, double>(LogLevel.Information, new EventId(2), "Order {OrderId} of {@Customer} has {Items} items, {Total:0.00} in all");

    private readonly ILogger _http = factory.CreateLogger("Acme.Shop.Http.RequestLogging");
    private readonly ILogger _orders = factory.CreateLogger("Acme.Shop.Orders.OrderService");

    internal void Log(int number)
    {
        switch (number % Sample.Kinds)
        {
            case 0:
                PaymentFailed(_orders, Sample.At(Sample.Errors, number / Sample.Kinds), Sample.At(Sample.Ids, number), 49.95m, 3);
                break;
            case 1 or 2:
                OrderPlaced(_orders, number, Sample.At(Sample.Customers, number), 3, number * 0.25, null);
                break;
            case 3 or 4:
                LoggedIn(_orders, Sample.At(Sample.Users, number), "København", Sample.At(Sample.Ids, number));
                break;
            case 5:
                CacheAsked(_orders, "miss", Sample.At(Sample.Keys, number), number * 0.125);
                break;
            default:
                Responded(_http, "GET", Sample.At(Sample.Paths, number), 200, number * 0.125, Sample.At(Sample.Agents, number), number);
                break;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Payment {PaymentId} of {Amount} failed after {Attempts} attempts")]
    private static partial void PaymentFailed(ILogger logger, Exception exception, Guid paymentId, decimal amount, int attempts);

    [LoggerMessage(3, LogLevel.Information, "用户 {User} 登录自 {City}，会话 {SessionId}")]
    private static partial void LoggedIn(ILogger logger, string user, string city, Guid sessionId);

    [LoggerMessage(4, LogLevel.Debug, "Cache {Outcome} for {Key} after {Elapsed} ms")]
    private static partial void CacheAsked(ILogger logger, string outcome, string key, double elapsed);

    [LoggerMessage(5, LogLevel.Information, "HTTP {Method} {Path} responded {StatusCode} in {Elapsed:0.0000} ms to {UserAgent} ({RequestId})")]
    private static partial void Responded(ILogger logger, string method, string path, int statusCode, double elapsed, string userAgent, int requestId);
}
