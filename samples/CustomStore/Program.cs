using System.Text;
using CustomStore;
using Serilog;

var store = new MemoryAppendStoreFactory();

using (var logger = new LoggerConfiguration().WriteTo.OssAppend(options =>
{
    options.StoreFactory = store;
    options.ObjectKey = "logs/{Date}/app.clef";
}).CreateLogger())
{
    logger.Information("Order {OrderId} was shipped to {City}", 17, "Hangzhou");
}

foreach (var (key, stored) in store.Objects)
    Console.WriteLine($"{key}:\n{Encoding.UTF8.GetString(stored.ToArray())}");
