using System.CommandLine;
using Scimify.Core.People;
using Scimify.Core.Tokens;

namespace Scimify.Portal.CommandLine;

/// <summary><c>pat create</c>: creates a key to the REST API. Stdout is the token and a newline, and nothing else.</summary>
internal static class PatVerb
{
    public static Command Command(Terminal terminal)
    {
        var email = new Option<string>("--email") { Required = true, Description = "The person whose rights the token has." };
        var organization = new Option<string?>("--organization") { Description = "The name or UUID of the person's organization, if several know the address." };
        var name = new Option<string>("--name") { Required = true, Description = "What the token is for." };
        var days = ExpiresInDays.Option("that of the organization's policy");
        var scope = new Option<string>("--scope") { DefaultValueFactory = _ => PersonalTokenScopes.Names[^1], Description = "What the token covers, within the person's role." };
        scope.AcceptOnlyFromAmong(PersonalTokenScopes.Names);
        var networks = new Option<string[]>("--network") { Description = "A network or address that the token may be used from; can be given several times. Default: everywhere." };
        var create = new Command("create", "Create a personal access token and print it.") { email, organization, name, days, scope, networks };
        create.SetAction((result, ct) => Verb.RunAsync(terminal, async () =>
        {
            await using var services = await CommandServices.OpenAsync(terminal, ct);
            var given = result.GetValue(days);
            var token = await services.GetRequiredService<PersonalAccessTokenService>().CreateFromCommandLineAsync(
                result.GetRequiredValue(email),
                result.GetValue(organization)?.Trim(),
                new NewPersonalAccessToken(result.GetRequiredValue(name), ExpiresInDays.At(given, services.GetRequiredService<TimeProvider>()))
                {
                    DefaultExpiry = given is null,
                    Scope = PersonalTokenScopes.Parse(result.GetRequiredValue(scope)),
                    AllowedNetworks = result.GetValue(networks) ?? [],
                },
                ct);
            await terminal.Output.WriteLineAsync(token.Secret);
        }));
        return new Command("pat", "Personal access tokens for the REST API.") { create };
    }
}
