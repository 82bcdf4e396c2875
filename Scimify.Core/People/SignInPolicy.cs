using Scimify.Core.Audit;
using Scimify.Core.Requests;

namespace Scimify.Core.People;

/// <summary>How the people of an organization sign in, and for how long.</summary>
/// <param name="SessionIdleMinutes">A session ends after this time without use.</param>
/// <param name="SessionLifeHours">A session ends after this time, however much it is used.</param>
/// <param name="SecondFactorFor">The roles that need a second factor besides a password. In other roles it is optional.</param>
public sealed record SignInPolicy(int SessionIdleMinutes, int SessionLifeHours, IReadOnlyList<PortalRole> SecondFactorFor)
{
    /// <summary>Whether a password or a passkey signs nobody in who is not break-glass.</summary>
    public bool ProvidersOnly { get; init; }

    public const int LeastIdleMinutes = 5;
    public const int MostIdleMinutes = 24 * 60;
    public const int UsualIdleMinutes = 8 * 60;
    public const int LeastLifeHours = 1;
    public const int MostLifeHours = 30 * 24;
    public const int UsualLifeHours = 24;

    public static readonly SignInPolicy Usual = new(UsualIdleMinutes, UsualLifeHours, []);

    /// <summary>No session lasts longer, whatever the policy.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromHours(MostLifeHours);

    public bool AsksForFactor(PortalRole role) => SecondFactorFor.Contains(role);

    /// <summary>Whether the person may come in with a password or a passkey.</summary>
    public bool Admits(Person person) => Admits(person.IsBreakGlass);

    /// <inheritdoc cref="Admits(Person)"/>
    public bool Admits(bool isBreakGlass) => !ProvidersOnly || isBreakGlass;

    /// <summary>Whether a password alone does not sign the person in. While providers alone sign people in, a break-glass owner without a second factor is no way in.</summary>
    public bool AsksForFactor(Person person) => AsksForFactor(person.Role) || (ProvidersOnly && person.IsBreakGlass);

    public TimeSpan Life() => TimeSpan.FromHours(SessionLifeHours);

    /// <exception cref="ValidationFailedException"><c>sessionIdleMinutes</c> or <c>sessionLifeHours</c>.</exception>
    public void Check()
    {
        var errors = new FieldErrors();
        if (SessionIdleMinutes is < LeastIdleMinutes or > MostIdleMinutes)
        {
            errors.Add("sessionIdleMinutes", $"must be {LeastIdleMinutes} to {MostIdleMinutes}.");
        }

        if (SessionLifeHours is < LeastLifeHours or > MostLifeHours)
        {
            errors.Add("sessionLifeHours", $"must be {LeastLifeHours} to {MostLifeHours}.");
        }

        errors.ThrowIfAny();
    }

    /// <summary>One bit for each role, as the database keeps them.</summary>
    internal static int BitsOf(IEnumerable<PortalRole> roles) => roles.Aggregate(0, (bits, role) => bits | (1 << (int)role));

    /// <summary>The other way round. The most powerful role comes first.</summary>
    internal static IReadOnlyList<PortalRole> RolesOf(int bits) =>
        [.. Enum.GetValues<PortalRole>().Where(role => (bits & (1 << (int)role)) != 0).OrderDescending()];
}

public interface ISignInPolicyStore
{
    Task<SignInPolicy> FindAsync(int organizationKey, CancellationToken ct);

    /// <summary>
    /// Shortens sessions to the new life. Ends those that began with a password although their people need a second factor from now
    /// on and have none. If providers alone sign people in from now on, also ends those that began otherwise, except those of
    /// break-glass people.
    /// </summary>
    /// <param name="check">Called in the transaction with who could come in if providers alone signed people in. If it throws, nothing is stored.</param>
    /// <param name="keep">The session in use, which goes on; null for none.</param>
    /// <param name="audit">Called with the policy before. Nothing is written if it is the same.</param>
    Task SetAsync(int organizationKey, SignInPolicy policy, Action<SignInPolicy, WaysIn> check, Guid? keep, Func<SignInPolicy, AuditEntry> audit, CancellationToken ct);
}
