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

/// <summary><c>logappend view [PREFIX]</c>: the log viewer in a browser, from this machine alone.</summary>
internal static class ViewCommand
{
    private const int DefaultPort = 5341;

    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var prefix = PrefixArgument.Create();
        var port = new Option<int>("--port", "-p") { Description = "Port on 127.0.0.1; 0 picks a free one", HelpName = "number", DefaultValueFactory = _ => DefaultPort };
        port.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var number) && number is < 0 or > 65535)
                result.AddError($"--port is {number}; give 0 to 65535.");
        });
        var command = new ToolCommand("view", "Search and follow the logs in a browser, served on 127.0.0.1 until Ctrl+C.")
        {
            Examples =
            [
                ("logappend view logs/shop/", "prints the address to open"),
                ("logappend view --port 0 oss://acme-logs/logs/", "of another bucket, on a free port"),
            ],
        };
        command.Arguments.Add(prefix);
        command.Options.Add(port);
        connection.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // Ctrl+C ends a command that has not yielded yet by force, with exit code 130; to end a server is no failure.
            await Task.Yield();
            var target = parsed.GetRequiredValue(prefix);
            var app = CreateApp(parsed.GetValue(port), new OssLogViewerOptions
            {
                Store = await connection.ResolveAsync(parsed, target, cancellationToken).ConfigureAwait(false),
                Prefix = target.Key,
                AllowAnonymous = true, // Whoever is on this machine; see the rule about hosts below.
                TimeProvider = tool.Time,
            });
            await using (app.ConfigureAwait(false))
            {
                await app.StartAsync(cancellationToken).ConfigureAwait(false);
                await tool.OutputText.WriteLineAsync($"{app.Urls.First()}/").ConfigureAwait(false);
                tool.Tell($"The logs below '{target}' are at this address, for this machine alone. Ctrl+C ends it.");
                await CtrlC.WaitAsync(cancellationToken).ConfigureAwait(false);
                await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static WebApplication CreateApp(int port, OssLogViewerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production, ContentRootPath = AppContext.BaseDirectory });

        // The settings of the directory and of the environment are another application's.
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
    /// A page from elsewhere whose name was made to mean this machine (DNS rebinding) would otherwise read the logs through the user's browser.
    /// </summary>
    /// <remarks>What a page from elsewhere requests by this address itself is refused by the viewer.</remarks>
    private static Task RefuseOtherHosts(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Host.Host is "127.0.0.1" or "localhost")
            return next(context);
        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        return context.Response.WriteAsync("Ask by the address that 'logappend view' has printed.\n", context.RequestAborted);
    }
}
