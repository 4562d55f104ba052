using Serilog;
using Serilog.Debugging;
using WebApp;

var builder = WebApplication.CreateBuilder(args);

// What the sink has to say about itself (an outage, a loss) goes to standard error, never into the log.
SelfLog.Enable(message => Console.Error.WriteLine(message));

// Real OSS if OSS_ENDPOINT and its companions are set, else an emulator inside this process. It outlives the logger.
await using var store = await LogStore.OpenAsync(builder.Configuration, builder.Environment.ContentRootPath);
builder.Configuration.AddInMemoryCollection(store.SinkSettings);

Log.Logger = new LoggerConfiguration().ReadFrom.Configuration(builder.Configuration).CreateLogger();
try
{
    builder.Logging.ClearProviders().AddSerilog(Log.Logger);
    builder.Services.AddSingleton(store).AddSingleton(store.Catalog).AddSingleton<LogTail>();

    var app = builder.Build();
    app.UseMiddleware<RequestLogging>();
    app.UseDefaultFiles().UseStaticFiles();
    app.MapShop();
    app.MapLogPages();

    await app.StartAsync();
    Console.WriteLine(store.Description);
    Console.WriteLine($"The shop is at {string.Join(", ", app.Urls)}; its log, as it stands in the objects, at {app.Urls.First()}/logs. Ctrl+C ends it.");
    await app.WaitForShutdownAsync();
}
finally
{
    // Sends what is buffered; after it, nothing that was logged is missing from the objects.
    await Log.CloseAndFlushAsync();
}
