using System.CommandLine;
using System.Globalization;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Cli.Terminal;
using LogAppendSink.Viewer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend view [PREFIX]</c>: serves the log viewer to browsers on this machine.</summary>
internal static class ViewCommand
{
    private const int DefaultPort = 5341;

    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var prefix = PrefixArgument.Create();
        var port = new Option<int>("--port", "-p")
        {
            Description = "Port on 127.0.0.1; 0 picks a free one",
            HelpName = "number",
            DefaultValueFactory = _ => DefaultPort,
        };
        port.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var number) && number is < 0 or > 65535)
                result.AddError($"--port is {number}; give 0 to 65535.");
        });
        var command = new ToolCommand("view", "Search and follow the logs in a browser, served on 127.0.0.1 until Ctrl+C.")
        {
            Examples =
            [
                ("logappend view logs/shop/", "starts the viewer and prints its address"),
                ("logappend view --port 0 oss://acme-logs/logs/", "shows another bucket, on a free port"),
            ],
        };
        command.Arguments.Add(prefix);
        command.Options.Add(port);
        connection.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // Start asynchronously: Ctrl+C during a synchronous start would force exit code 130.
            await Task.Yield();
            var target = parsed.GetRequiredValue(prefix);
            var app = CreateApp(parsed.GetValue(port), new OssLogViewerOptions
            {
                Store = await connection.ResolveAsync(parsed, target, cancellationToken).ConfigureAwait(false),
                Prefix = target.Key,
                AllowAnonymous = true, // Any user of this machine; see the host rule below.
                TimeProvider = tool.Time,
            });
            await using (app.ConfigureAwait(false))
            {
                await app.StartAsync(cancellationToken).ConfigureAwait(false);
                await tool.OutputText.WriteLineAsync($"{app.Urls.First()}/").ConfigureAwait(false);
                tool.Report($"The log viewer for '{target}' runs at this address and is reachable only from this machine. "
                    + "Press Ctrl+C to stop.");
                await CtrlC.WaitAsync(cancellationToken).ConfigureAwait(false);
                await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static WebApplication CreateApp(int port, OssLogViewerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Production, ContentRootPath = AppContext.BaseDirectory });

        // Settings in this directory and environment belong to another application.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var app = builder.Build();
        app.Use(RefuseOtherHosts);
        app.MapOssLogViewer("/", options);
        return app;
    }

    /// <summary>
    /// Prevents DNS rebinding: a foreign page whose host name resolves to this machine could read the logs through the user's browser.
    /// </summary>
    /// <remarks>The viewer itself rejects cross-site requests to this address.</remarks>
    private static Task RefuseOtherHosts(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Host.Host is "127.0.0.1" or "localhost")
            return next(context);
        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        return context.Response.WriteAsync("Unknown host name. Open the address that 'logappend view' printed.\n", context.RequestAborted);
    }
}
