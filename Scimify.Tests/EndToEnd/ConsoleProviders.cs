using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.SignIn;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.EndToEnd;

/// <summary>The sign-in providers of the seeded console.</summary>
internal static class ConsoleProviders
{
    /// <summary>One that is on, and one that nobody has tried.</summary>
    public static async Task AddAsync(ScimifyApp app, Actor owner, DateTimeOffset now)
    {
        var providers = app.Services.GetRequiredService<ProviderService>();
        var tried = await providers.CreateAsync(
            app.Fresh(owner),
            new ProviderInput(
                "Microsoft Entra ID", ProviderKind.Entra, "https://login.microsoftonline.com/7c1f40b2-90aa-4e0e-8d51-1f0e2b7716e2/v2.0", "7c1f40b2-90aa-4e0e-8d51-1f0e2b7716e2", "not-a-real-secret",
                Roles: [new("roles", "Scimify.Owner", PortalRole.Owner)], Domains: ["example.com"]),
            CancellationToken.None);
        await providers.TriedAsync(
            owner,
            tried,
            new ProviderTry(
                now.AddMinutes(-2), owner.Name, 1, [new("oid", "5b1e22c9-7d0c-4b8e-9c1e-0f5e8a7d11c9"), new("preferred_username", "sam.okafor@example.com"), new("roles", "Scimify.Owner")],
                "https://login.microsoftonline.com/7c1f40b2-90aa-4e0e-8d51-1f0e2b7716e2/v2.0 5b1e22c9-7d0c-4b8e-9c1e-0f5e8a7d11c9", "sam.okafor@example.com", true, PortalRole.Owner, null,
                [new(TryTone.Good, "Signature and issuer", "The ID token is signed by Entra, for this client."), new(TryTone.Good, "Address", "sam.okafor@example.com, vouched for.")]),
            CancellationToken.None);
        await providers.UpdateAsync(app.Fresh(owner), tried, new ProviderInput(IsEnabled: true), CancellationToken.None);
        await providers.CreateAsync(app.Fresh(owner), new ProviderInput("Okta", ProviderKind.Okta, "https://example.okta.com", "0oa1abcd2efGHIjkl3x7", "not-a-real-secret"), CancellationToken.None);
    }
}
