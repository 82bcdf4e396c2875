using System.Net;
using Scimify.Core.Primitives;
using Scimify.Core.SignIn;

namespace Scimify.Portal.Host.Authentication.Providers;

/// <summary>
/// Notes in the audit log that a sign-in with a provider failed before anybody knew whose it was. The same failure from the same
/// network is noted once in ten minutes.
/// </summary>
internal sealed class ProviderFailures(ProviderSignIn signIn, TimeProvider clock)
{
    private readonly OnceInAWhile<(Guid Provider, ProviderProblem Problem, string? Wrong, IPAddress? Network)> _noted = new(clock);

    /// <param name="wrong">Of the ID token; null for other problems.</param>
    public async Task NoteAsync(HttpContext http, ProviderSnapshot provider, ProviderProblem problem, string? wrong)
    {
        var address = http.Connection.RemoteIpAddress.Plain();
        if (_noted.IsNew((provider.Id, problem, wrong, address?.Household())))
        {
            await signIn.FailedAsync(provider, EnumWords.Of(problem), wrong, address?.ToString(), http.RequestAborted);
        }
    }
}
