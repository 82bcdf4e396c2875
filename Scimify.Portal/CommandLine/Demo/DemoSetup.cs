using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Sandbox;

namespace Scimify.Portal.CommandLine.Demo;

/// <summary>Creates what the demo needs, through the same services as everybody else, or finds it again.</summary>
internal static class DemoSetup
{
    private const string Email = "owner@example.com";

    /// <exception cref="VerbException">The data directory has data that the demo did not create.</exception>
    public static async Task<DemoAccount> EnsureAsync(IServiceProvider services, CancellationToken ct)
    {
        var dataDirectory = services.GetRequiredService<ScimifySettings>().DataDirectory;
        var known = DemoAccount.Load(dataDirectory);
        if (known is null && await services.GetRequiredService<IPeopleStore>().AnyoneAsync(ct))
        {
            throw new VerbException($"{dataDirectory} has data that the demo did not create. Choose another folder with Scimify__DataDirectory.");
        }

        // The password is stored before the owner is created, so that a demo that was stopped half-way goes on at the next start.
        var account = known ?? new DemoAccount(Email, PasswordRules.Generate(), null, null, IsNew: true);
        account.Save(dataDirectory);
        var owner = await OwnerAsync(services, account.Password, ct);
        var integration = await IntegrationAsync(services, owner, account.IntegrationId, ct);
        var token = await TokenAsync(services, owner, integration.Id, account.Token, ct);
        account = account with { IntegrationId = integration.Id, Token = token };
        account.Save(dataDirectory);
        return account;
    }

    private static async Task<Actor> OwnerAsync(IServiceProvider services, string password, CancellationToken ct)
    {
        var people = services.GetRequiredService<IPeopleStore>();
        if (await people.FindByEmailAsync(PeopleService.Normalise(Email), organization: null, ct) is [])
        {
            await services.GetRequiredService<PeopleService>()
                .CreateFromCommandLineAsync(new NewPerson(Email, PortalRole.Owner, password), null, ct);
        }

        var person = await people.FindByEmailAsync(PeopleService.Normalise(Email), organization: null, ct) is [var found, ..]
            ? found
            : throw new VerbException($"{Email} was deleted while the demo started.");
        return new Actor("cli", null, "demo", person.OrganizationKey, person.OrganizationId, PortalRole.Owner, null);
    }

    private static async Task<IntegrationView> IntegrationAsync(IServiceProvider services, Actor owner, Guid? known, CancellationToken ct)
    {
        var integrations = services.GetRequiredService<IntegrationService>();
        var sandbox = services.GetRequiredService<SandboxServer>().Url!.GetLeftPart(UriPartial.Authority);
        var found = (await integrations.ListAsync(owner, ct)).FirstOrDefault(i => i.Id == known);
        var options = services.GetRequiredService<SandboxOptions>();
        if (found is null)
        {
            return await integrations.CreateAsync(
                owner,
                new NewIntegration { Name = NameOf(known), BaseUrl = sandbox, ClientId = options.ClientId, ClientSecret = options.ClientSecret },
                ct);
        }

        return found.BaseUrl == sandbox
            ? found
            : await integrations.UpdateAsync(owner, found.Id, new IntegrationChange { BaseUrl = sandbox, ClientSecret = options.ClientSecret }, ct);
    }

    /// <summary>A second integration is created if somebody deleted the first. Its name may be taken by then.</summary>
    private static string NameOf(Guid? known) => known is null ? "Sandbox" : $"Sandbox {Guid.NewGuid().ToString("N")[..4]}";

    private static async Task<string> TokenAsync(IServiceProvider services, Actor owner, Guid integrationId, string? known, CancellationToken ct)
    {
        var authenticator = services.GetRequiredService<ScimTokenAuthenticator>();
        if (known is not null
            && await authenticator.CheckAsync(known, null, null, ct) is TokenCheck.Accepted accepted
            && accepted.Identity.IntegrationId == integrationId)
        {
            return known;
        }

        var issued = await services.GetRequiredService<TokenService>()
            .CreateAsync(owner, new NewScimToken(integrationId, "Demo", null), ct);
        return issued.Secret;
    }
}
