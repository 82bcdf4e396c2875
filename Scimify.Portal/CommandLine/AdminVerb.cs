using System.CommandLine;
using Scimify.Core.People;
using Scimify.Core.People.Factors;

namespace Scimify.Portal.CommandLine;

/// <summary><c>admin create</c> creates a person who can sign in; <c>admin reset-factors</c> lets in somebody who has lost phone and codes.</summary>
internal static class AdminVerb
{
    public static Command Command(Terminal terminal)
    {
        var email = new Option<string>("--email") { Required = true, Description = "Their e-mail address." };
        var role = new Option<string>("--role") { Required = true, Description = "The person's role." };
        role.AcceptOnlyFromAmong(Enum.GetNames<PortalRole>());
        var fromStdin = new Option<bool>("--password-stdin") { Description = "Read the password from stdin instead of generating one." };
        var organization = new Option<string?>("--organization") { Description = "Name or UUID of the organization, which is created if it does not exist. Default: the oldest one." };
        var create = new Command("create", "Create a person and print the generated password.") { email, role, fromStdin, organization };
        create.SetAction((result, ct) => Verb.RunAsync(terminal, () => CreateAsync(
            result.GetRequiredValue(email),
            Enum.Parse<PortalRole>(result.GetRequiredValue(role)),
            result.GetValue(fromStdin),
            result.GetValue(organization),
            terminal, ct)));
        return new Command("admin", "People who can sign in.") { create, ResetFactors(terminal) };
    }

    private static Command ResetFactors(Terminal terminal)
    {
        var email = new Option<string>("--email") { Required = true, Description = "Their e-mail address." };
        var organization = new Option<string?>("--organization") { Description = "Name or UUID of the organization, if several know the address." };
        var reset = new Command("reset-factors", "Remove somebody's second factors: authenticator app, recovery codes and passkeys.") { email, organization };
        reset.SetAction((result, ct) => Verb.RunAsync(terminal, () => ResetFactorsAsync(result.GetRequiredValue(email), result.GetValue(organization), terminal, ct)));
        return reset;
    }

    private static async Task ResetFactorsAsync(string email, string? organization, Terminal terminal, CancellationToken ct)
    {
        await using var services = await CommandServices.OpenAsync(terminal, ct);
        var hadAny = await services.GetRequiredService<FactorService>().ResetFromCommandLineAsync(email, organization, ct);
        await terminal.Output.WriteLineAsync(hadAny ? $"{email} has no second factor any more, and is signed out." : $"{email} had no second factor.");
    }

    private static async Task CreateAsync(string email, PortalRole role, bool fromStdin, string? organization, Terminal terminal, CancellationToken ct)
    {
        var password = fromStdin ? await ReadPasswordAsync(terminal, ct) : null;
        await using var services = await CommandServices.OpenAsync(terminal, ct);
        var created = await services.GetRequiredService<PeopleService>()
            .CreateFromCommandLineAsync(new NewPerson(email, role, password), organization, ct);
        await terminal.Output.WriteLineAsync($"Created {role} {created.Email} in the organization {created.OrganizationName}{(created.OrganizationIsNew ? " (new)" : "")}.");
        if (created.GeneratedPassword is { } generated)
        {
            await terminal.Output.WriteLineAsync($"Password: {generated}");
        }
    }

    private static async Task<string> ReadPasswordAsync(Terminal terminal, CancellationToken ct) =>
        await terminal.Input.ReadLineAsync(ct) is { Length: > 0 } line
            ? line
            : throw new VerbException("--password-stdin was given, but stdin has no password");
}
