using System.Net;
using Xunit;

namespace LogAppendSink.Viewer.Tests;

public sealed class PageTests
{
    [Theory]
    [InlineData("/logs/", true)]
    [InlineData("/logs", true)]
    [InlineData("/logs/api/info", false)]
    [InlineData("/logs/api/events?from=x", false)]
    public async Task Every_response_has_the_security_headers(string address, bool mayBeKept)
    {
        await using var rig = await ViewerRig.StartAsync();

        using var answer = await rig.Http.GetAsync(address);

        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal(mayBeKept ? "no-cache" : "no-store", answer.Headers.GetValues("Cache-Control").Single());
    }

    [Fact]
    public async Task Page_is_redirected_to_a_trailing_slash()
    {
        await using var rig = await ViewerRig.StartAsync(pattern: "/ops/logs");

        using var bare = await rig.Http.GetAsync("/ops/logs?level=Error");
        using var page = await rig.Http.GetAsync("/ops/logs/");

        Assert.Equal(HttpStatusCode.Redirect, bare.StatusCode);
        Assert.Equal("/ops/logs/?level=Error", bare.Headers.Location?.ToString());
        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType?.ToString());
        Assert.Contains("<html", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_gets_304_when_it_has_not_changed()
    {
        await using var rig = await ViewerRig.StartAsync();
        using var first = await rig.Http.GetAsync("/logs/");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/logs/");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var again = await rig.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/logs/page/none.js")]
    [InlineData("/logs/page/../appsettings.json")]
    [InlineData("/logs/page/%2e%2e/appsettings.json")]
    [InlineData("/logs/page/%2e%2e%2fappsettings.json")]
    [InlineData("/logs/api/delete")]
    public async Task Unknown_paths_get_404(string address)
    {
        await using var rig = await ViewerRig.StartAsync();

        using var answer = await rig.Http.GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("POST", "/logs/api/events")]
    [InlineData("DELETE", "/logs/api/objects")]
    [InlineData("PUT", "/logs/")]
    public async Task Only_GET_and_HEAD_are_allowed(string method, string address)
    {
        await using var rig = await ViewerRig.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), address);

        using var answer = await rig.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }
}
