using System.Buffers;
using System.Reflection;
using LogAppendSink.Reading;
using LogAppendSink.Viewer.Serving;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Viewer.Api;

/// <summary><c>api/info</c>: describes the store and prefix of the viewer.</summary>
internal sealed class InfoAnswer(ViewerSite site)
{
    private const int HostsMax = 1000;

    private static readonly TimeSpan HostsSince = TimeSpan.FromDays(7);

    internal async Task SendAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var now = site.Time.GetUtcNow();
        var (hosts, trouble) = await HostsAsync(now, cancellationToken).ConfigureAwait(false);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = ViewerJson.WriterTo(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("bucket", site.Store.Bucket);
            writer.WriteString("prefix", site.Prefix);
            writer.WriteString("store", site.Store.Endpoint);
            writer.WriteString(
                "version",
                typeof(InfoAnswer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
                    .Split('+')[0]);
            writer.WriteStartArray("hosts");
            foreach (var host in hosts)
                writer.WriteStringValue(host);
            writer.WriteEndArray();
            writer.WriteNumber("byteBudget", site.Options.ByteBudgetBytes);
            writer.WriteString("now", ViewerJson.Text(now));
            if (trouble is not null)
                writer.WriteString("trouble", trouble);
            writer.WriteEndObject();
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(IEnumerable<string> Hosts, string? Trouble)> HostsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            // With many objects, a listing takes a hundred requests. The page also opens without the hosts.
            using var place = site.EnterQuery();
            var entries = await site.ListAsync(cancellationToken).ConfigureAwait(false);
            var names = new ObjectHosts(site.Names, entries);
            return (entries
                .Where(entry => now - entry.LastModified < HostsSince)
                .Select(entry => names.Of(entry.Key).Host)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Take(HostsMax), null);
        }
        catch (Exception exception) when (exception is ObjectReadException or ViewerFault)
        {
            return ([], exception.Message);
        }
    }
}
