using System.CommandLine;
using Scimify.Core.Tokens;

namespace Scimify.Portal.CommandLine;

/// <summary><c>pat create</c>: creates a key to the REST API. Stdout is the token and a newline, and nothing else.</summary>
internal static class PatVerb
{
    private const int MaxDays = 36_500;

    public static Command Command(Terminal terminal)
    {
        var email = new Option<string>("--email") { Required = true, Description = "The person whose rights the token has." };
        var organization = new Option<string?>("--organization") { Description = "The name or UUID of the person's organization, if several know the address." };
        var name = new Option<string>("--name") { Required = true, Description = "What the token is for." };
        var days = new Option<int?>("--expires-in-days") { Description = "Whole days from now, at least 1. Default: never." };
        days.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var given) && given is < 1 or > MaxDays)
            {
                result.AddError($"--expires-in-days must be a whole number from 1 to {MaxDays}, but is '{given}'");
            }
        });
        var create = new Command("create", "Create a personal access token and print it.") { email, organization, name, days };
        create.SetAction((result, ct) => Verb.RunAsync(terminal, () => CreateAsync(
            result.GetRequiredValue(email), result.GetValue(organization), result.GetRequiredValue(name), result.GetValue(days), terminal, ct)));
        return new Command("pat", "Personal access tokens for the REST API.") { create };
    }

    private static async Task CreateAsync(string email, string? organization, string name, int? days, Terminal terminal, CancellationToken ct)
    {
        await using var services = await CommandServices.OpenAsync(terminal, ct);
        var expiresAt = days is { } count ? services.GetRequiredService<TimeProvider>().GetUtcNow().AddDays(count) : (DateTimeOffset?)null;
        var token = await services.GetRequiredService<PersonalAccessTokenService>()
            .CreateFromCommandLineAsync(email, organization?.Trim(), new NewPersonalAccessToken(name, expiresAt), ct);
        await terminal.Output.WriteLineAsync(token.Secret);
    }
}
