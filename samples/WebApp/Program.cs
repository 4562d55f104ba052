using LogAppendSink;
using Serilog;
using WebApp;

var builder = WebApplication.CreateBuilder(args);

// OSS if OSS_ENDPOINT is set, else an emulator in this process. It is disposed after the pipeline, which still sends to it.
await using var store = await LogStore.OpenAsync(builder.Configuration, builder.Environment.ContentRootPath);
builder.Configuration.AddInMemoryCollection(store.SinkSettings);

// Both front ends share one pipeline, so all events are in one object and in order. Notices (an outage, a loss) go to standard error.
// The pipeline is disposed after both loggers and sends what is buffered.
var options = builder.Configuration.GetRequiredSection(LogStore.Section).Get<OssAppendOptions>() ?? new OssAppendOptions();
options.OnNotice = notice => Console.Error.WriteLine($"{notice.Kind}: {notice.Message}");
await using var pipeline = LogPipeline.Create(options);

// Serilog logs the requests.
await using var serilog = new LoggerConfiguration().ReadFrom.Configuration(builder.Configuration).WriteTo.OssAppend(pipeline).CreateLogger();
Log.Logger = serilog;

// Microsoft.Extensions.Logging logs everything else: the shop and the framework.
builder.Logging.AddOssAppend(pipeline);
builder.Services.AddHealthChecks().AddOssAppend(pipeline);
builder.Services.AddSingleton(pipeline);

await using var app = builder.Build();
app.UseMiddleware<RequestLogging>();
app.UseDefaultFiles().UseStaticFiles();
app.MapShop();

// The sample listens on this machine only. In your application, set viewer.AuthorizationPolicy = "operators".
app.MapOssLogViewer("/logs", viewer => (viewer.Store, viewer.AllowAnonymous) = (options, true));
app.MapStatusPages();

await app.StartAsync();
Console.WriteLine(store.Description);
Console.WriteLine($"The shop is at {string.Join(", ", app.Urls)}, and its log at {app.Urls.First()}/logs. Press Ctrl+C to stop.");
await app.WaitForShutdownAsync();
