using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Core.People.Factors;

namespace Scimify.Portal.Host.Authentication;

/// <summary>Checks codes of authenticator apps for ASP.NET Core Identity. Unlike the framework's, it accepts each code once.</summary>
internal sealed class TotpProvider(IFactorStore factors, TimeProvider clock) : IUserTwoFactorTokenProvider<Person>
{
    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<Person> manager, Person user) =>
        (await factors.FindAsync(user.Id, CancellationToken.None)).HasApp;

    /// <exception cref="NotSupportedException">Always: the app makes the codes.</exception>
    public Task<string> GenerateAsync(string purpose, UserManager<Person> manager, Person user) => throw new NotSupportedException("The app makes the codes.");

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<Person> manager, Person user) =>
        await factors.FindKeyAsync(user.Id, CancellationToken.None) is { } key
        && Totp.StepOf(token, key, clock.GetUtcNow()) is { } step
        && await factors.UseStepAsync(user.Id, step, CancellationToken.None);
}
