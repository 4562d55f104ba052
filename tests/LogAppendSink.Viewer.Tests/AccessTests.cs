using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace LogAppendSink.Viewer.Tests;

public sealed class AccessTests
{
    [Theory]
    [InlineData("/logs/")]
    [InlineData("/logs/api/events")]
    public async Task Requests_get_403_with_the_fix_outside_Development_without_a_policy(string address)
    {
        await using var rig = await ViewerRig.StartAsync(environment: "Production");

        using var answer = await rig.Http.GetAsync(address);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("OssLogViewerOptions.AuthorizationPolicy", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(rig.Logged, line => line.StartsWith("Critical: The log viewer is not served", StringComparison.Ordinal));
        Assert.Equal(0, rig.Emulator.Requests.TotalCount);
    }

    [Fact]
    public async Task Missing_policy_is_logged_at_application_start()
    {
        await using var rig = await ViewerRig.StartAsync(environment: "Production");

        Assert.Single(rig.Logged, line => line.StartsWith("Critical: The log viewer is not served", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Viewer_is_served_outside_Development_when_AllowAnonymous_is_set()
    {
        await using var rig = await ViewerRig.StartAsync(options => options.AllowAnonymous = true, environment: "Production");

        using var answer = await rig.Http.GetAsync("/logs/");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(rig.Logged);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Policy_is_enforced_as_an_option_or_a_convention(bool isOption)
    {
        await using var rig = await ViewerRig.StartAsync(
            options => options.AuthorizationPolicy = isOption ? "operators" : null,
            environment: "Production",
            services => services
                .AddAuthorization(options => options.AddPolicy("operators", policy => policy.RequireRole("operator")))
                .AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, RoleInHeader>("test", _ => { }),
            before: app => app.UseAuthentication().UseAuthorization(),
            conventions: viewer =>
            {
                if (!isOption)
                    viewer.RequireAuthorization("operators");
            });

        foreach (var address in new[] { "/logs/", "/logs/api/info" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(rig, address, role: null));
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(rig, address, role: "guest"));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, address, role: "operator"));
        }

        Assert.DoesNotContain(rig.Logged, line => line.Contains("log viewer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_invalid_options_are_reported_together()
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => ViewerRig.StartAsync(options =>
        {
            options.Store = null;
            options.ByteBudgetBytes = 1;
            options.ContentBudgetBytes = 1;
            options.ConcurrentQueryLimit = 0;
            options.ConcurrentTailLimit = 5000;
            options.AuthorizationPolicy = " ";
            options.AllowAnonymous = true;
        }));

        Assert.StartsWith(
            """
            Store is not set; set it to the OssAppendOptions with which the logs are written.
            ByteBudgetBytes is 1; set it to 1048576 bytes or more.
            ContentBudgetBytes is 1; set it to 1048576 bytes or more.
            ConcurrentQueryLimit is 0; set it from 1 to 1000.
            ConcurrentTailLimit is 5000; set it from 1 to 1000.
            AuthorizationPolicy is blank; set it to the name of a policy, or leave it null.
            AllowAnonymous is true and AuthorizationPolicy is ' '; set one of them.
            """.ReplaceLineEndings(),
            exception.Message,
            StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(ViewerRig rig, string address, string? role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (role is not null)
            request.Headers.Add("X-Role", role);
        using var answer = await rig.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private sealed class RoleInHeader(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var role = Request.Headers["X-Role"].ToString();
            return Task.FromResult(role.Length == 0
                ? AuthenticateResult.NoResult()
                : AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, role)], "test")), "test")));
        }
    }
}
