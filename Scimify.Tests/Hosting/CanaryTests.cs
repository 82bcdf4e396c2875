using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Organizations;
using Scimify.Core.Tokens;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Hosting;

/// <summary>Secrets go through every flow, and then are looked for where they must not be.</summary>
public sealed class CanaryTests
{
    private const string Password = "canary-password-4711";
    private const string LookerSecret = "canary-looker-secret-4711";
    private const string WrongToken = "scim_ca7a4fca7a4fca7a4fca7a4fca7a4fca";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_secret_is_in_the_database_the_logs_or_an_answer()
    {
        using var folder = new TempFolder();
        var answers = new StringBuilder();
        string[] secrets;
        await using (var app = await ScimifyApp.StartAsync(
            new Dictionary<string, string?>
            {
                ["Scimify:Sandbox:Enabled"] = "true",
                ["Serilog:MinimumLevel:Default"] = "Verbose",
                ["Serilog:MinimumLevel:Override:Microsoft"] = "Verbose",
                ["Serilog:MinimumLevel:Override:System.Net.Http"] = "Verbose",
            },
            dataDirectory: folder.Path))
        {
            secrets = await UseSecretsAsync(app, answers);
        }

        Assert.Contains(Directory.EnumerateFiles(Path.Combine(folder.Path, "logs")), log => new FileInfo(log).Length > 10_000);
        foreach (var file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            var content = await File.ReadAllTextAsync(file, Encoding.Latin1, Ct);
            Assert.All(secrets, secret => Assert.False(content.Contains(secret, StringComparison.Ordinal), $"{secret} is in {file}"));
        }

        Assert.All(secrets, secret => Assert.DoesNotContain(secret, answers.ToString(), StringComparison.Ordinal));
    }

    /// <returns>The secrets, each without the prefix that is no secret.</returns>
    private static async Task<string[]> UseSecretsAsync(ScimifyApp app, StringBuilder answers)
    {
        var owner = await app.PersonAsync(password: Password);
        var integrations = app.Services.GetRequiredService<IntegrationService>();
        var integration = await integrations.CreateAsync(
            owner,
            new NewIntegration { Name = "Production", BaseUrl = app.Services.GetRequiredService<SandboxServer>().Url!.GetLeftPart(UriPartial.Authority), ClientId = "client", ClientSecret = LookerSecret },
            Ct);
        answers.Append(await integrations.TestAsync(owner, integration.Id, Ct));
        var token = await app.ScimTokenAsync(owner);
        var personal = await app.PersonalAccessTokenAsync(owner);
        using var scim = app.NewClient(scimToken: token.Secret);
        using var wrong = app.NewClient(scimToken: WrongToken);
        using var api = app.NewClient(apiKey: personal);
        using var json = new StringContent("""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@example.com"}""", Encoding.UTF8, "application/scim+json");
        using var posted = await scim.PostAsync("/scim/v2/Users", json, Ct);
        answers.Append(await posted.Content.ReadAsStringAsync(Ct));
        foreach (var (client, path) in new[]
        {
            (scim, "/scim/v2/Users"), (wrong, "/scim/v2/Users"), (api, "/api/v1/integrations"), (api, $"/api/v1/integrations/{integration.Id}"),
            (api, "/api/v1/scim/organization-access-tokens"), (api, "/api/v1/audit-log"), (api, "/api/v1/provisioning-log"), (scim, "/api/v1/integrations"),
        })
        {
            using var answer = await client.GetAsync(path, Ct);
            answers.Append(await answer.Content.ReadAsStringAsync(Ct));
        }

        await app.Services.GetRequiredService<PeopleService>().CreateAsync(owner, new NewPerson("bob@example.com", PortalRole.Auditor, Password), Ct);
        await app.Services.GetRequiredService<TokenService>().RevokeAsync(owner, token.Token.Id, Ct);
        return
        [
            Password, LookerSecret, WrongToken[TokenSecret.ScimPrefix.Length..],
            token.Secret[TokenSecret.ScimPrefix.Length..], personal[TokenSecret.PersonalPrefix.Length..],
        ];
    }
}
