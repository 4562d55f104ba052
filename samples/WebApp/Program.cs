using LogAppendSink;
using Serilog;
using WebApp;

var builder = WebApplication.CreateBuilder(args);

// Real OSS if OSS_ENDPOINT and its companions are set, else an emulator inside this process. It outlives the pipeline.
await using var store = await LogStore.OpenAsync(builder.Configuration, builder.Environment.ContentRootPath);
builder.Configuration.AddInMemoryCollection(store.SinkSettings);

// One pipeline for both front ends, and so one object and one order. What it has to say about itself (an outage, a loss) goes to
// standard error, never into the log. Disposed last: it sends what is buffered; after it, nothing that was logged is missing.
var options = builder.Configuration.GetRequiredSection(LogStore.Section).Get<OssAppendOptions>() ?? new OssAppendOptions();
options.OnNotice = notice => Console.Error.WriteLine($"{notice.Kind}: {notice.Message}");
await using var pipeline = LogPipeline.Create(options);

// Serilog for what the application logs with it: here, the requests.
await using var serilog = new LoggerConfiguration().ReadFrom.Configuration(builder.Configuration).WriteTo.OssAppend(pipeline).CreateLogger();
Log.Logger = serilog;

// Microsoft.Extensions.Logging for everything else: the shop, and the framework itself.
builder.Logging.AddOssAppend(pipeline);
builder.Services.AddHealthChecks().AddOssAppend(pipeline);
builder.Services.AddSingleton(pipeline);

await using var app = builder.Build();
app.UseMiddleware<RequestLogging>();
app.UseDefaultFiles().UseStaticFiles();
app.MapShop();

// Who may see the logs? Here whoever reaches this machine; in an application of yours: viewer.AuthorizationPolicy = "operators".
app.MapOssLogViewer("/logs", viewer => (viewer.Store, viewer.AllowAnonymous) = (options, true));
app.MapStatusPages();

await app.StartAsync();
Console.WriteLine(store.Description);
Console.WriteLine($"The shop is at {string.Join(", ", app.Urls)}; its log, as it stands in the objects, at {app.Urls.First()}/logs. Ctrl+C ends it.");
await app.WaitForShutdownAsync();
