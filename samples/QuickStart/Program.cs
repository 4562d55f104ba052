using Serilog;

Serilog.Debugging.SelfLog.Enable(Console.Error); // reports problems and their fix
Log.Logger = new LoggerConfiguration()
    .WriteTo.OssAppend(
        endpoint: Environment.GetEnvironmentVariable("OSS_ENDPOINT"), // for example oss-cn-hangzhou.aliyuncs.com
        region: Environment.GetEnvironmentVariable("OSS_REGION"),     // needed if the endpoint does not contain the region
        bucket: Environment.GetEnvironmentVariable("OSS_BUCKET"))     // keys: OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET
    .CreateLogger();

Log.Information("Hello, {Name}!", Environment.UserName);
await Log.CloseAndFlushAsync();
