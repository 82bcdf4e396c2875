namespace Scimify.Portal.Shared.Api;

/// <summary>The answer holds a secret that is shown once, so it is not kept for repetitions of the request longer than some minutes.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AnswersWithSecretAttribute : Attribute;
