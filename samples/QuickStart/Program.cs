using Serilog;

Serilog.Debugging.SelfLog.Enable(Console.Error); // tells what goes wrong, and what to check
Log.Logger = new LoggerConfiguration()
    .WriteTo.OssAppend(
        endpoint: Environment.GetEnvironmentVariable("OSS_ENDPOINT"), // e.g. oss-cn-hangzhou.aliyuncs.com
        region: Environment.GetEnvironmentVariable("OSS_REGION"),     // only where the endpoint does not tell it
        bucket: Environment.GetEnvironmentVariable("OSS_BUCKET"))     // keys come from OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET
    .CreateLogger();

Log.Information("Hello, {Name}!", Environment.UserName);
await Log.CloseAndFlushAsync();
