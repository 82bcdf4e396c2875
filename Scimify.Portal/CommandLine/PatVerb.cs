using System.CommandLine;
using Scimify.Core.Tokens;

namespace Scimify.Portal.CommandLine;

/// <summary><c>pat create</c>: creates a key to the REST API. Stdout is the token and a newline, and nothing else.</summary>
internal static class PatVerb
{
    public static Command Command(Terminal terminal)
    {
        var email = new Option<string>("--email") { Required = true, Description = "The person whose rights the token has." };
        var name = new Option<string>("--name") { Required = true, Description = "What the token is for." };
        var days = ExpiresInDays.Option();
        var create = new Command("create", "Create a personal access token and print it.") { email, name, days };
        create.SetAction((result, ct) => Verb.RunAsync(terminal, () => CreateAsync(
            result.GetRequiredValue(email), result.GetRequiredValue(name), result.GetValue(days), terminal, ct)));
        return new Command("pat", "Personal access tokens for the REST API.") { create };
    }

    private static async Task CreateAsync(string email, string name, int? days, Terminal terminal, CancellationToken ct)
    {
        await using var services = await CommandServices.OpenAsync(terminal, ct);
        var expiresAt = ExpiresInDays.At(days, services.GetRequiredService<TimeProvider>());
        var token = await services.GetRequiredService<PersonalAccessTokenService>()
            .CreateFromCommandLineAsync(email, new NewPersonalAccessToken(name, expiresAt), ct);
        await terminal.Output.WriteLineAsync(token.Secret);
    }
}
