using System.CommandLine;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Passwords;

namespace Scimify.Portal.CommandLine;

/// <summary><c>admin create|list|reset|reset-factors|unlock|allow-password</c>: people who can sign in, and the way back in for somebody who cannot.</summary>
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
        return new Command("admin", "People who can sign in.") { create, List(terminal), Reset(terminal), ResetFactors(terminal), Unlock(terminal), AllowPassword(terminal) };
    }

    private static Command ResetFactors(Terminal terminal)
    {
        var (email, organization) = Person();
        var reset = new Command("reset-factors", "Remove somebody's second factors: authenticator app, recovery codes and passkeys.") { email, organization };
        reset.SetAction((result, ct) => Verb.RunAsync(terminal, async () =>
        {
            await using var services = await CommandServices.OpenAsync(terminal, ct);
            var address = result.GetRequiredValue(email);
            var person = await FindAsync(services, address, result.GetValue(organization), ct);
            var hadAny = await services.GetRequiredService<FactorService>().ResetFromCommandLineAsync(person, ct);
            await terminal.Output.WriteLineAsync(hadAny ? $"{address} has no second factor any more, and is signed out." : $"{address} had no second factor.");
        }));
        return reset;
    }

    private static Command List(Terminal terminal)
    {
        var list = new Command("list", "List the people of all organizations.");
        list.SetAction((_, ct) => Verb.RunAsync(terminal, async () =>
        {
            await using var services = await CommandServices.OpenAsync(terminal, ct);
            foreach (var person in await services.GetRequiredService<IPeopleStore>().ListEveryoneAsync(ct))
            {
                await terminal.Output.WriteLineAsync($"{person.Id}  {person.Role,-12}  {StateOf(person),-21}  {person.Email}  {person.Organization}");
            }
        }));
        return list;
    }

    private static Command Reset(Terminal terminal)
    {
        var (email, organization) = Person();
        var reset = new Command("reset", "Give a person a new password and print it. They have to change it at the next sign-in.") { email, organization };
        reset.SetAction((result, ct) => Verb.RunAsync(terminal, async () =>
        {
            await using var services = await CommandServices.OpenAsync(terminal, ct);
            var person = await FindAsync(services, result.GetRequiredValue(email), result.GetValue(organization), ct);
            var password = await services.GetRequiredService<PasswordService>().ResetFromCommandLineAsync(person, ct);
            await terminal.Output.WriteLineAsync($"Password: {password}");
            if (person.IsLocked)
            {
                await terminal.Error.WriteLineAsync($"{person.Email} is locked. Unlock them with: admin unlock --email {person.Email}");
            }
        }));
        return reset;
    }

    private static Command Unlock(Terminal terminal)
    {
        var (email, organization) = Person();
        var unlock = new Command("unlock", "End a lock, and the wait after wrong passwords.") { email, organization };
        unlock.SetAction((result, ct) => Verb.RunAsync(terminal, async () =>
        {
            await using var services = await CommandServices.OpenAsync(terminal, ct);
            var person = await FindAsync(services, result.GetRequiredValue(email), result.GetValue(organization), ct);
            await services.GetRequiredService<PeopleService>().UnlockAsync(Actor.OfCommandLine(person.OrganizationKey, person.OrganizationId), person.Id, ct);
            await terminal.Output.WriteLineAsync($"{person.Email} can sign in.");
        }));
        return unlock;
    }

    private static Command AllowPassword(Terminal terminal)
    {
        var (email, organization) = Person();
        var allow = new Command("allow-password", "Let the people of somebody's organization sign in with passwords and passkeys again, not with providers only.") { email, organization };
        allow.SetAction((result, ct) => Verb.RunAsync(terminal, async () =>
        {
            await using var services = await CommandServices.OpenAsync(terminal, ct);
            var person = await FindAsync(services, result.GetRequiredValue(email), result.GetValue(organization), ct);
            var wasOnly = await services.GetRequiredService<SignInPolicyService>().AllowPasswordsFromCommandLineAsync(person.OrganizationKey, person.OrganizationId, ct);
            await terminal.Output.WriteLineAsync(wasOnly
                ? $"The people of the organization of {person.Email} can sign in with passwords and passkeys again."
                : $"The people of the organization of {person.Email} could sign in with passwords and passkeys already.");
        }));
        return allow;
    }

    private static (Option<string> Email, Option<string?> Organization) Person() => (
        new Option<string>("--email") { Required = true, Description = "Their e-mail address." },
        new Option<string?>("--organization") { Description = "The name or UUID of their organization, if several know the address." });

    private static Task<PersonState> FindAsync(ServiceProvider services, string email, string? organization, CancellationToken ct) =>
        services.GetRequiredService<IPeopleStore>().FindOnlyAsync(email, organization, ct);

    private static string StateOf(PersonOfInstallation person) => person.IsLocked ? "locked" : person.IsInvited ? "invited" : person.MustChangePassword ? "must change password" : "active";

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
            await terminal.Output.WriteLineAsync("It has to be changed at the first sign-in.");
        }
    }

    private static async Task<string> ReadPasswordAsync(Terminal terminal, CancellationToken ct) =>
        await terminal.Input.ReadLineAsync(ct) is { Length: > 0 } line
            ? line
            : throw new VerbException("--password-stdin was given, but stdin has no password");
}
