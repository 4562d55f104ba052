namespace WebApp;

/// <summary>A tea shop. Each button creates another kind of event.</summary>
public static partial class Shop
{
    private const int BurstEvents = 10_000;

    private static readonly Tea[] Teas =
    [
        new("Sencha", 12, InStock: true),
        new("Assam", 9, InStock: true),
        new("Silver Needle", 48, InStock: false),
        new("Lapsang Souchong", 14, InStock: true),
    ];

    private static int _orders;

    private sealed record Tea(string Name, int Price, bool InStock);

    public static void MapShop(this IEndpointRouteBuilder routes)
    {
        var log = routes.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("TeaShop");

        routes.MapPost("/shop/orders", () =>
        {
            var number = Interlocked.Increment(ref _orders);
            var tea = Teas[number % Teas.Length] is { InStock: true } chosen ? chosen : Teas[0];
            OrderPlaced(log, number, tea.Name, tea.Price);
            return Said($"Order {number}: {tea.Name}, {tea.Price} €. Thank you!");
        });

        routes.MapPost("/shop/rarities", () =>
        {
            var tea = Teas.First(candidate => !candidate.InStock);
            OutOfStock(log, tea.Name);
            return Said($"{tea.Name} is out of stock.");
        });

        // RequestLogging logs the exception and responds with status 500.
        routes.MapPost("/shop/checkout", IResult () =>
            throw new InvalidOperationException("The payment terminal is on fire.", new TimeoutException("No answer from the terminal.")));

        routes.MapPost("/shop/report", async (TimeProvider? time, CancellationToken cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2), time ?? TimeProvider.System, cancellationToken);
            SlowReport(log, Volatile.Read(ref _orders));
            return Said("The report took two seconds.");
        });

        routes.MapPost("/shop/burst", () =>
        {
            for (var leaf = 1; leaf <= BurstEvents; leaf++)
                LeafCounted(log, leaf, BurstEvents);
            return Said($"{BurstEvents} events logged.");
        });
    }

    private static IResult Said(string text) => Results.Text(text);

    [LoggerMessage(LogLevel.Information, "Order {OrderNumber} placed: {Tea} for {Price} €")]
    private static partial void OrderPlaced(ILogger log, int orderNumber, string tea, int price);

    [LoggerMessage(LogLevel.Warning, "{Tea} was asked for and is out of stock")]
    private static partial void OutOfStock(ILogger log, string tea);

    [LoggerMessage(LogLevel.Information, "Report over {OrderCount} orders written")]
    private static partial void SlowReport(ILogger log, int orderCount);

    [LoggerMessage(LogLevel.Information, "Tea leaf {Leaf} of {LeafCount} counted")]
    private static partial void LeafCounted(ILogger log, int leaf, int leafCount);
}
