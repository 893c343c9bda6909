/** Why a log cannot be metered, in words that tell its owner what to do. */
export class CannotMeter extends Error {
  override readonly name = 'CannotMeter';
}
